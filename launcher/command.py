"""How a child process is started: its arguments, environment, folder and user; it dies with its parent."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class ServerUser:
    """The unprivileged user as whom a server runs that refuses root."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Command:
    """A process to start. `env` is its whole environment."""

    argv: tuple[str, ...]
    env: Mapping[str, str]
    cwd: Path
    user: ServerUser | None = None
    stop_signal: signal.Signals = signal.SIGTERM


def start(command: Command, log: Path) -> "subprocess.Popen[bytes]":
    """Start it in a session of its own, its output appended to `log`."""
    user = command.user
    with log.open("ab") as output:
        return subprocess.Popen(
            command.argv,
            cwd=command.cwd,
            env=dict(command.env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=user.uid if user else None,
            group=user.gid if user else None,
            extra_groups=[] if user else None,
            preexec_fn=dies_with_parent(command.stop_signal),
        )


def dies_with_parent(stop_signal: signal.Signals) -> Callable[[], None] | None:
    """For `preexec_fn`: Linux sends `stop_signal` when the parent is gone; other systems cannot."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl  # looked up before the fork
    parent = os.getpid()

    def ask_kernel() -> None:
        prctl(PR_SET_PDEATHSIG, stop_signal)
        if os.getppid() != parent:  # it died in between
            os._exit(1)

    return ask_kernel


def signal_group(pid: int, what: signal.Signals) -> None:
    """Signal a process and all of the group that it leads."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, what)
