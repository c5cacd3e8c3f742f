"""The settings of the one-command mode, read once from the environment."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path

from launcher.refusal import Refusal

DEFAULT_PORT = 5000
# The services follow the gateway's port, the databases come from ten above it: leave them room.
LOWEST_PORT, HIGHEST_PORT = 1024, 65000
DEFAULT_KIOSKS, MOST_KIOSKS = 10, 200
SOMEWHERE = ("198.51.100.1", 9)  # nobody's (RFC 5737)
TORCH_CPU_BUILDS = "https://download.pytorch.org/whl/cpu"


@dataclass(frozen=True)
class Settings:
    """Where the checkout and its data are, and how much of the system to show."""

    root: Path
    port: int
    data_dir: Path
    demo: bool
    kiosks: int
    torch_index_url: str
    lan: str | None = None
    """The own address at which the local network reaches the system, under TLS; None: this machine alone."""
    new_passwords: bool = False

    @property
    def url(self) -> str:
        return f"https://{self.lan}:{self.port}" if self.lan else f"http://localhost:{self.port}"

    @property
    def logs(self) -> Path:
        return self.data_dir / "logs"

    @property
    def run_dir(self) -> Path:
        return self.data_dir / "run"

    @property
    def kiosk_configs(self) -> Path:
        """The spawner's file: which kiosks there are, and the tokens of those that have not enrolled yet."""
        return self.data_dir / "kiosk_configs.json"

    @property
    def demo_kiosks(self) -> Path:
        """The kiosks for which payment_service makes up a past."""
        return self.data_dir / "demo_kiosks.json"

    @property
    def kiosk_data(self) -> Path:
        """Every simulated kiosk keeps its key and its readings in a folder of its own in here."""
        return self.data_dir / "kiosks"

    @property
    def models(self) -> Path:
        """Where ai_service keeps the versions of its models."""
        return self.data_dir / "models"

    @property
    def mailbox(self) -> Path:
        """Where the local mail server keeps what the system sends."""
        return self.data_dir / "mail"


def read(environ: Mapping[str, str], root: Path) -> Settings:
    """Read the environment; empty counts as not set.

    Raises:
        Refusal: naming the setting that is wrong and what it may be.
    """
    demo = _number(environ, "DEMO", 1, 0, 1) == 1
    kiosks = _number(environ, "KIOSKS", DEFAULT_KIOSKS if demo else 0, 0, MOST_KIOSKS)
    if kiosks and not demo:
        raise Refusal("KIOSKS needs DEMO=1: the simulated kiosks are registered by the demo administrator.")
    return Settings(
        root=root,
        port=_number(environ, "PORT", DEFAULT_PORT, LOWEST_PORT, HIGHEST_PORT),
        data_dir=(root / Path(environ.get("DATA_DIR") or ".data").expanduser()).resolve(),
        demo=demo,
        kiosks=kiosks,
        torch_index_url=environ.get("TORCH_INDEX_URL") or TORCH_CPU_BUILDS,
        lan=_lan_address(environ.get("LAN", "").strip()),
        new_passwords=_number(environ, "NEW_PASSWORDS", 0, 0, 1) == 1,
    )


def _lan_address(text: str) -> str | None:
    if text in ("", "0"):
        return None
    if text == "1":
        return _own_address()
    try:
        address = IPv4Address(text)
    except ValueError:
        address = None
    if address is None or address.is_loopback or address.is_unspecified:
        raise Refusal(f'LAN must be 0, 1 or an IPv4 address of this machine in the local network, not "{text}".')
    return text


def _own_address() -> str:
    """The address of the network interface that leads out."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(SOMEWHERE)  # of a datagram socket: nothing is sent
            address = str(probe.getsockname()[0])
    except OSError:
        address = ""
    if not address or IPv4Address(address).is_loopback:
        raise Refusal("LAN=1 finds no network. Connect this machine, or name its address: LAN=192.168.1.10 make up")
    return address


def _number(environ: Mapping[str, str], name: str, default: int, lowest: int, highest: int) -> int:
    text = environ.get(name, "").strip()
    if not text:
        return default
    if text.isascii() and text.isdigit() and lowest <= int(text) <= highest:
        return int(text)
    raise Refusal(f'{name} must be a whole number from {lowest} to {highest}, not "{text}".')
