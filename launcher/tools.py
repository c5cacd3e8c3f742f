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
SHOWN_LINES = 30
SHOWN_BYTES = 20_000
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
                self._progress.show(self._output(begin, 1))
                time.sleep(POLL_SECONDS)
        finally:
            if tool.poll() is None:
                signal_group(tool.pid, signal.SIGKILL)
                tool.wait()
        if tool.returncode != 0:
            raise Refusal(
                f"The step “{self._step}” failed; the whole output is in {self._log}.",
                self._output(begin, SHOWN_LINES),
            )

    def say(self, text: str) -> None:
        """A line of our own for the log."""
        with self._log.open("a", encoding="utf-8") as output:
            output.write(f"{text}\n")

    def _output(self, begin: int, lines: int) -> str:
        """The last non-empty lines that the tool has written since `begin`."""
        with self._log.open("rb") as file:
            end = file.seek(0, os.SEEK_END)
            file.seek(max(begin, end - SHOWN_BYTES))
            text = file.read().decode(errors="replace")
        return "\n".join([row for row in text.splitlines() if row.strip()][-lines:])
