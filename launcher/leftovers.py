"""Finds and ends what a dead parent left behind, by a mark in the environment or by the folder it works in.

A process group is not enough: PostgreSQL's children lead groups of their own, and a supervisor that was
killed cannot say which groups there were.
"""

from collections.abc import Callable
from pathlib import Path

import psutil

MARK = "ADMIN_KIOSK_PROCESS"


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
    _, alive = psutil.wait_procs(processes, timeout=patience)
    for process in alive:
        try:
            process.kill()
        except psutil.Error:
            continue
    psutil.wait_procs(alive, timeout=5)


def _those(wanted: Callable[[psutil.Process], bool]) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() != psutil.STATUS_ZOMBIE and wanted(process):
                found.append(process)
        except (psutil.Error, OSError):
            continue  # it ended meanwhile, or is not ours to look into
    return found
