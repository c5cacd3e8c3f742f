"""Runs the tools of the set-up (venv, pip, npm): output to a log, its last line as progress."""

import os
import signal
import subprocess
import time
from pathlib import Path

from launcher.command import dies_with_parent, signal_group
from launcher.refusal import Refusal
from launcher.terminal import Progress

PIP_OPTIONS = ("--no-input", "--disable-pip-version-check", "--progress-bar", "off")
POLL_SECONDS = 0.2
# npm says first what went wrong, pip and compilers say it last.
FIRST_LINES, LAST_LINES = 8, 25
TAIL_BYTES = 2_000
# pip and venv must work on `.venv`, whatever environment this shell is in.
NOT_PASSED_ON = {
    "PYTHONHOME",
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_USER",
    "NODE_ENV",
}


class Tools:
    """Runs the tools of one step."""

    def __init__(self, log: Path, step: str, progress: Progress) -> None:
        self._log = log
        self._step = step
        self._progress = progress

    def run(self, *arguments: "str | Path", cwd: Path) -> None:
        """Raises `Refusal` with the end of its output when the tool fails."""
        argv = [str(argument) for argument in arguments]
        env = {name: value for name, value in os.environ.items() if name not in NOT_PASSED_ON}
        with self._log.open("ab") as output:
            output.write(f"\n$ {' '.join(argv)}\n".encode())
            output.flush()
            begin = output.tell()
            tool = subprocess.Popen(
                argv, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=dies_with_parent(signal.SIGKILL),
            )  # fmt: skip
        try:
            while tool.poll() is None:
                self._progress.show(self._last_line(begin))
                time.sleep(POLL_SECONDS)
        finally:
            if tool.poll() is None:
                signal_group(tool.pid, signal.SIGKILL)
                tool.wait()
        if tool.returncode != 0:
            raise Refusal(
                f"The step “{self._step}” failed; the whole output is in {self._log}.",
                self._summary(begin),
            )

    def say(self, text: str) -> None:
        """A line of our own for the log."""
        with self._log.open("a", encoding="utf-8") as output:
            output.write(f"{text}\n")

    def _last_line(self, begin: int) -> str:
        with self._log.open("rb") as file:
            end = file.seek(0, os.SEEK_END)
            file.seek(max(begin, end - TAIL_BYTES))
            rows = file.read().decode(errors="replace").split("\n")
        return next((row.strip() for row in reversed(rows) if row.strip()), "")

    def _summary(self, begin: int) -> str:
        """The beginning and the end of what the tool has written since `begin`."""
        with self._log.open("rb") as file:
            file.seek(begin)
            rows = [row for row in file.read().decode(errors="replace").splitlines() if row.strip()]
        if len(rows) > FIRST_LINES + LAST_LINES:
            rows = [*rows[:FIRST_LINES], "…", *rows[-LAST_LINES:]]
        return "\n".join(rows)
