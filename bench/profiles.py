"""Where a running process spends its CPU time, seen from outside by py-spy (https://github.com/benfred/py-spy).

It samples, a hundred times a second, the stack of the thread that holds the interpreter's lock, and does not touch the
process: what waits for a socket, a server or an event is left out, and so are the system calls themselves. That lock is
what a process of Python has only one of. Needs the right to look into other processes (ptrace): the same user, or root
where that is closed.
"""

import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

RATE = 100
OWN = ("common", "websocket_service", "kiosk_service", "auth_service", "payment_service", "ai_service", "api_gateway")


@dataclass(frozen=True)
class Profile:
    """Shares (0…1) of the samples in which Python ran: by the function, without what it called, and by its package.

    `busy` is the share of all samples in which any did.
    """

    busy: float
    functions: list[tuple[str, float]]
    packages: list[tuple[str, float]]


def profile_of(py_spy: Path, pid: int, seconds: int, raw: Path) -> Profile:
    """Watch a process for some seconds. `raw` gets the whole stacks, as flame graphs are made of.

    Raises:
        SystemExit: when py-spy cannot look into the process, with what it says.
    """
    command = [str(py_spy), "record", "--pid", str(pid), "--duration", str(seconds), "--rate", str(RATE), "--gil"]
    command += ["--function", "--format", "raw", "--output", str(raw)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"py-spy could not watch process {pid}: {done.stdout}{done.stderr}")
    return summary(raw.read_text(encoding="utf-8"), seconds * RATE)


def summary(raw: str, samples: int) -> Profile:
    """The shares in py-spy's raw stacks: lines of `caller (file:line);callee (file:line) count`.

    Args:
        samples: how many were taken, with and without a stack.
    """
    functions: Counter[str] = Counter()
    packages: Counter[str] = Counter()
    for line in raw.splitlines():
        stack, _, count = line.rpartition(" ")
        leaf = stack.rpartition(";")[2]
        functions[_without_line(leaf)] += int(count)
        packages[_package(leaf)] += int(count)
    return Profile(functions.total() / samples, _shares(functions), _shares(packages))


def _without_line(frame: str) -> str:
    """`send (eventlet/greenio/base.py:12)` → `send (eventlet/greenio/base.py)`."""
    name, _, place = frame.rpartition(" (")
    return f"{name} ({place.rpartition(':')[0] or place.rstrip(')')})"


def _package(frame: str) -> str:
    """Of our own code the folder inside a service too."""
    first, *rest = frame.rpartition(" (")[2].split("/")
    if first in OWN and len(rest) > 1:
        return f"{first}/{rest[0]}"
    return first if rest else "Python itself"


def _shares(counts: Counter[str]) -> list[tuple[str, float]]:
    total = counts.total() or 1
    return [(name, count / total) for name, count in counts.most_common()]
