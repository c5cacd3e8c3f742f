"""Keeps processes alive: starts them, restarts what dies, stops all in reverse order.

One thread and one loop: `tick` looks after everything and returns at once; whoever waits, waits through
`wait`, so that nothing stays dead while we wait for something else.
"""

import contextlib
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from launcher import leftovers
from launcher.command import Command, signal_group, start
from launcher.terminal import Terminal

TICK_SECONDS = 0.1
FIRST_DELAY, LONGEST_DELAY, STABLE_SECONDS = 0.2, 5.0, 60.0
# A process that died so often in a row shows the end of its log, and then every tenth time.
TELLING_DEATHS, LOG_LINES = 3, 12
PROBE_SECONDS = 0.5
HURRIED_SECONDS = 1.0
ROTATE_BYTES, ROTATE_EVERY = 10_000_000, 10.0


class Stopped(Exception):
    """The person, or `make down`, wants everything to stop."""


def always_ready() -> str:
    return ""


@dataclass(frozen=True)
class Process:
    """A process to keep alive.

    `missing` answers "" when it is ready, else what it waits for. `before` runs ahead of every start.
    `others` finds descendants that do not carry its mark any more.
    """

    name: str
    command: Command
    missing: Callable[[], str] = always_ready
    before: Callable[[], None] = lambda: None
    stop_seconds: float = 10.0
    others: Callable[[], list[psutil.Process]] = list


@dataclass
class _Child:
    """A process as it stands: running, or to be started at `start_at`."""

    process: Process
    popen: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    start_at: float = 0.0
    delay: float = 0.0
    deaths: int = 0
    died_at: float = 0.0
    next_probe: float = 0.0


@dataclass
class Supervisor:
    """Looks after the processes of one data folder; their output goes to files in `logs`."""

    data_dir: Path
    logs: Path
    terminal: Terminal
    stop_requests: int = 0
    _groups: list[list[_Child]] = field(default_factory=list)
    _next_rotation: float = 0.0

    def request_stop(self, *_: object) -> None:
        """A signal handler: the loop notices. A second request makes it hurry."""
        self.stop_requests += 1

    def clear_leftovers(self) -> None:
        """End what an earlier supervisor, killed without warning, left behind in this data folder."""
        found = leftovers.find(self.data_dir)
        if found:
            self.terminal.note(f"Ending {len(found)} processes of an earlier run")
            leftovers.end(found, patience=10)

    def start(self, processes: list[Process]) -> None:
        """Start them together; they will be stopped together, before those that were started earlier."""
        group = [_Child(process) for process in processes]
        self._groups.append(group)
        for child in group:
            self._start(child)

    def wait(self, is_over: Callable[[], bool], seconds: float = float("inf")) -> bool:
        """Keep everything alive until `is_over`; False when that took longer than `seconds`.

        Raises:
            Stopped: when somebody asked for the end.
        """
        deadline = time.monotonic() + seconds
        while not is_over():
            if time.monotonic() > deadline:
                return False
            self.tick()
            if self.stop_requests:
                raise Stopped
            time.sleep(TICK_SECONDS)
        return True

    def missing(self) -> dict[str, str]:
        """What is not ready yet, by process, and why."""
        found = {
            child.process.name: child.process.missing() if child.popen else "restarting" for child in self._children()
        }
        return {name: reason for name, reason in found.items() if reason}

    def run_once(self, name: str, command: Command, seconds: float) -> bool:
        """Run a command to its end while everything else is kept alive; True when it succeeded."""
        popen = start(self._marked(name, command), self.log(name))
        try:
            ended = self.wait(lambda: popen.poll() is not None, seconds)
        finally:
            if popen.poll() is None:
                signal_group(popen.pid, signal.SIGKILL)
                popen.wait()
        return ended and popen.returncode == 0

    def tick(self) -> None:
        """Look after every process once."""
        now = time.monotonic()
        for child in self._children():
            if child.popen is None:
                if now >= child.start_at:
                    self._start(child)
            elif child.popen.poll() is not None:
                self._bury(child, _words(child.popen.returncode))
        returning = [child for child in self._children() if child.popen and child.died_at and now >= child.next_probe]
        if returning:
            # One at a time: an answer may take a second, and another process may die meanwhile.
            self._welcome_back(min(returning, key=lambda child: child.next_probe))
        if now >= self._next_rotation:
            self._next_rotation = now + ROTATE_EVERY
            rotate_logs(self.logs)

    def stop(self) -> None:
        """Stop everything, the youngest group first; what does not end in its time is killed."""
        while self._groups:
            group = self._groups.pop()
            running = [(child, child.popen) for child in group if child.popen and child.popen.poll() is None]
            if running:
                self.terminal.status(f"  stopping {', '.join(child.process.name for child, _ in running)} …")
            for child, popen in running:
                popen.send_signal(child.process.command.stop_signal)
            asked = time.monotonic()
            for child, popen in running:
                self._await_end(child, popen, asked)
            leftovers.end([orphan for child in group for orphan in self._family(child)], patience=0)
        self.terminal.status()

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def log_tail(self, name: str) -> str:
        """The last lines of a process's log."""
        return tail(self.log(name), LOG_LINES)

    def _start(self, child: _Child) -> None:
        process = child.process
        try:
            process.before()
            child.popen = start(self._marked(process.name, process.command), self.log(process.name))
        except OSError as error:
            self._bury(child, f"could not be started ({error.strerror})")
        child.started = time.monotonic()

    def _bury(self, child: _Child, how: str) -> None:
        """Note the death, clear away orphans that may hold its port, and set the time of the next start."""
        now = time.monotonic()
        child.popen = None
        if now - child.started > STABLE_SECONDS:
            child.delay, child.deaths = 0.0, 0
        child.deaths += 1
        child.delay = min(child.delay * 2, LONGEST_DELAY) if child.delay else FIRST_DELAY
        child.start_at = now + child.delay
        child.died_at = child.died_at or now
        self.terminal.warn(f"{child.process.name} {how}; starting it again in {child.delay:.1f} s")
        if child.deaths == TELLING_DEATHS or child.deaths % 10 == 0:
            log = self.log(child.process.name)
            self.terminal.warn(f"{child.process.name} keeps dying. The end of {log}:")
            self.terminal.details(tail(log, LOG_LINES))
        leftovers.end(self._family(child), patience=0)

    def _welcome_back(self, child: _Child) -> None:
        now = time.monotonic()
        child.next_probe = now + PROBE_SECONDS
        if not child.process.missing():
            self.terminal.done(f"{child.process.name} is back after {now - child.died_at:.1f} s")
            child.died_at = 0.0

    def _await_end(self, child: _Child, popen: "subprocess.Popen[bytes]", asked: float) -> None:
        while popen.poll() is None:
            patience = HURRIED_SECONDS if self.stop_requests > 1 else child.process.stop_seconds
            if time.monotonic() - asked > patience:
                self.terminal.warn(f"{child.process.name} did not end in time and was killed")
                signal_group(popen.pid, signal.SIGKILL)
                popen.wait()
                return
            time.sleep(0.05)

    def _family(self, child: _Child) -> list[psutil.Process]:
        return leftovers.find(self.data_dir, child.process.name) + child.process.others()

    def _marked(self, name: str, command: Command) -> Command:
        marked = {**command.env, **leftovers.mark(self.data_dir, name)}
        return Command(command.argv, marked, command.cwd, command.user, command.stop_signal)

    def _children(self) -> Iterator[_Child]:
        return (child for group in self._groups for child in group)


def tail(path: Path, lines: int) -> str:
    """The last lines of a file, or nothing."""
    with contextlib.suppress(OSError), path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 20_000))
        return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])
    return ""


def rotate_logs(folder: Path, limit: int = ROTATE_BYTES) -> None:
    """Copy logs that have grown too large aside and empty them: their writers keep them open."""
    for log in folder.glob("*.log"):
        with contextlib.suppress(OSError):
            if log.stat().st_size > limit:
                shutil.copyfile(log, log.with_name(f"{log.name}.1"))
                with log.open("r+b") as file:
                    file.truncate(0)


def _words(code: int) -> str:
    if code >= 0:
        return f"ended by itself (exit code {code})"
    with contextlib.suppress(ValueError):
        return f"was killed ({signal.Signals(-code).name})"
    return f"was killed (signal {-code})"
