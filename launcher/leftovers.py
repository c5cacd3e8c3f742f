"""Finds and ends what a dead parent left behind, by a mark in the environment or by the folder it works in.

A process group is not enough: PostgreSQL's children lead groups of their own, and a supervisor that was
killed cannot say which groups there were.
"""

import contextlib
import time
from collections.abc import Callable
from pathlib import Path

import psutil

MARK = "ADMIN_KIOSK_PROCESS"
KILL_SECONDS = 5.0


def mark(data_dir: Path, name: str) -> dict[str, str]:
    """What a process called `name` of this data folder carries in its environment, and so do its children."""
    return {MARK: f"{data_dir}|{name}"}


def find(data_dir: Path, name: str | None = None) -> list[psutil.Process]:
    """The living processes of that name (None: of any) of this data folder, and their descendants."""
    prefix = f"{data_dir}|"

    def is_ours(process: psutil.Process) -> bool:
        value = str(process.environ().get(MARK, ""))
        return value.startswith(prefix) if name is None else value == prefix + name

    return _those(is_ours)


def working_in(folder: Path, program: str) -> list[psutil.Process]:
    """The living processes of a program whose work folder this is.

    For PostgreSQL and Valkey: they write titles over their environment, where no mark can be read any more.
    """
    return _those(lambda process: process.name() == program and process.cwd() == str(folder))


def end(processes: list[psutil.Process], patience: float) -> None:
    """Give them `patience` seconds to end by themselves, then kill them and wait until they are gone."""
    for process in _alive_after(processes, patience):
        with contextlib.suppress(psutil.Error):
            process.kill()
    _alive_after(processes, KILL_SECONDS)


def is_alive(process: psutil.Process) -> bool:
    """A zombie is not: it holds no port and no file, it only waits for its parent to take note."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _alive_after(processes: list[psutil.Process], seconds: float) -> list[psutil.Process]:
    deadline = time.monotonic() + seconds
    while (alive := [process for process in processes if is_alive(process)]) and time.monotonic() < deadline:
        time.sleep(0.02)
    return alive


def _those(wanted: Callable[[psutil.Process], bool]) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() != psutil.STATUS_ZOMBIE and wanted(process):
                found.append(process)
        except (psutil.Error, OSError):
            continue  # it ended meanwhile, or is not ours to look into
    return found
