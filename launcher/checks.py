"""What the machine must offer before anything starts: free ports, disk space, a new enough Node."""

import re
import shutil
import socket
import subprocess
from collections.abc import Iterable
from pathlib import Path

from launcher.refusal import Refusal

LOOPBACK = "127.0.0.1"
OLDEST_NODE = (20, 19)


def is_port_free(port: int, own_address: str = LOOPBACK) -> bool:
    """Whether nobody listens on this port of an own address; with the loopback, on IPv4 or IPv6 (browsers try both for
    localhost)."""
    others = [(socket.AF_INET6, "::1")] if own_address == LOOPBACK else []
    for family, address in ((socket.AF_INET, own_address), *others):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.settimeout(1)
                if probe.connect_ex((address, port)) == 0:
                    return False
        except OSError:
            continue  # a machine without IPv6
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((own_address, port))
        except OSError:
            return False
    return True


def require_free_ports(ports: Iterable[int], gateway: int, own_address: str = LOOPBACK) -> None:
    """Raises `Refusal` naming the first taken port, who holds it, and how to choose others."""
    for port in ports:
        if not is_port_free(port, own_address):
            raise Refusal(
                f"Port {port} is taken{_listener(port)}. Free it, or choose other ports:"
                f" PORT={gateway + 100 if gateway < 60000 else 8100} make up"
            )


def free_ports(start: int, count: int) -> list[int]:
    """The first free ports from `start` upwards."""
    found = [port for port in range(start, min(start + 500, 65536)) if is_port_free(port)][:count]
    if len(found) < count:
        raise Refusal(f"No {count} free ports above {start}. Choose another place: PORT=8100 make up")
    return found


def require_space(folder: Path, megabytes: int, purpose: str) -> None:
    """Raises `Refusal` when the disk under `folder` has less than `megabytes` left."""
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < megabytes:
        raise Refusal(f"The disk is full: {purpose} needs {megabytes:,} MB free at {folder}, there are {free:,} MB.")


def require_node() -> str:
    """The version of Node, such as `v20.19.0`.

    Raises:
        Refusal: when Node or npm is missing or too old to build the web app.
    """
    wanted = f"the web app needs Node {OLDEST_NODE[0]}.{OLDEST_NODE[1]} or newer, with npm"
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        raise Refusal(f"{'npm' if node else 'Node'} was not found: {wanted}. Install it and try again.")
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20, check=False)
        said = answer.stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        said = ""
    version = re.fullmatch(r"v(\d+)\.(\d+)\.\S+", said)
    if version is None:
        raise Refusal(f"`node --version` gives no version: {wanted}. Install it anew and try again.")
    if (int(version[1]), int(version[2])) < OLDEST_NODE:
        raise Refusal(f"Node {said.removeprefix('v')} is too old: {wanted}. Install it and try again.")
    return said


def _listener(port: int) -> str:
    """` by NAME (process N)` where the machine tells; the first set-up runs before psutil is there."""
    try:
        import psutil
    except ImportError:
        return ""
    try:
        for connection in psutil.net_connections("tcp"):
            local = connection.laddr
            if connection.status == psutil.CONN_LISTEN and connection.pid and local and local.port == port:
                return f" by {psutil.Process(connection.pid).name()} (process {connection.pid})"
    except psutil.Error:
        pass
    return ""
