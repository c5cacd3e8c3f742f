"""What the person at the terminal sees: short coloured lines, a live line while something takes time."""

import contextlib
import os
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

GREEN, YELLOW, RED, DIM, BOLD = "32", "33", "31", "2", "1"
HEARTBEAT_SECONDS = 30.0
PLAIN_WIDTH = 100


class Terminal:
    """Writes to a terminal or, plainly, to a pipe; a reader that went away is no fault."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._log: Path | None = None
        self.is_live = self._stream.isatty() and os.environ.get("TERM") != "dumb"
        self._colours = self.is_live and "NO_COLOR" not in os.environ
        self._status = ""

    def keep(self, log: Path) -> None:
        """From now on every line also goes, with its time, to this file."""
        self._log = log

    def line(self, text: str = "", colour: str = "") -> None:
        self._write(self._erased() + self._painted(text, colour) + "\n")
        if self._status:
            self._write(self._status)
        if self._log and text:
            with contextlib.suppress(OSError), self._log.open("a", encoding="utf-8") as log:
                log.write(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {text}\n")

    def done(self, text: str) -> None:
        self.line(f"✓ {text}", GREEN)

    def note(self, text: str) -> None:
        self.line(f"· {text}")

    def warn(self, text: str) -> None:
        self.line(f"! {text}", YELLOW)

    def fail(self, text: str) -> None:
        self.line(f"✗ {text}", RED)

    def details(self, text: str) -> None:
        """The output of a program, set apart from our own words."""
        for row in text.splitlines():
            self.line(f"    {row}", DIM)

    def status(self, text: str = "") -> None:
        """Show `text` as the live last line; without a live terminal nothing happens."""
        if not self.is_live:
            return
        width = shutil.get_terminal_size().columns - 1
        self._write(self._erased())
        self._status = self._painted(text[:width], DIM) if text else ""
        self._write(self._status)

    @contextlib.contextmanager
    def progress(self, name: str) -> Iterator["Progress"]:
        """A step that takes time: its name, the seconds, and at the end one line."""
        progress = Progress(self, name)
        if not self.is_live:
            self.note(f"{name} …")
        try:
            yield progress
        finally:
            self.status()
        self.done(f"{name} ({progress.seconds:.0f} s)")

    def _erased(self) -> str:
        return "\r\x1b[K" if self._status else ""

    def _painted(self, text: str, colour: str) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if colour and self._colours else text

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError, ValueError):
            self._stream.write(text)
            self._stream.flush()


class Progress:
    """One running step; `show` what it is doing as often as you like."""

    def __init__(self, terminal: Terminal, name: str) -> None:
        self._terminal = terminal
        self._name = name
        self._started = time.monotonic()
        self._next_heartbeat = HEARTBEAT_SECONDS

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._started

    def show(self, doing: str = "") -> None:
        self._terminal.status(f"  {self._name} … {self.seconds:.0f} s  {doing}")
        if not self._terminal.is_live and self.seconds >= self._next_heartbeat:
            self._next_heartbeat += HEARTBEAT_SECONDS
            note = f"{self._name} … {self.seconds:.0f} s {doing}".rstrip()
            self._terminal.note(note[:PLAIN_WIDTH])
