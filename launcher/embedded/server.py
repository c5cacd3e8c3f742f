"""What both servers are: a program that a supervisor keeps alive, and a context for tests."""

import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

import psutil

from launcher import leftovers
from launcher.command import Command, start

HOST = "127.0.0.1"
START_SECONDS = 60.0


class EmbeddedServer(ABC):
    """A server on 127.0.0.1.

    A supervisor calls `prepare`, starts `command` and asks `is_ready`; a test writes `with … as server:`.
    """

    name: ClassVar[str]
    stop_seconds: ClassVar[float]
    """How long it may take to end when it is asked to; then it is killed."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._process: subprocess.Popen[bytes] | None = None

    @property
    @abstractmethod
    def command(self) -> Command:
        """Runs the server in the foreground."""

    @property
    @abstractmethod
    def log(self) -> Path:
        """Where a server that was started as a context writes."""

    @abstractmethod
    def prepare(self) -> None:
        """Make what it needs, write its settings, and clear away what a killed server left."""

    @abstractmethod
    def processes(self) -> list[psutil.Process]:
        """The server and its children, also those that outlived it."""

    @abstractmethod
    def is_ready(self) -> bool: ...

    def missing(self) -> str:
        """What a supervisor shows while it waits; empty when the server is ready."""
        return "" if self.is_ready() else "starting"

    def wait_ready(self) -> None:
        """Raises TimeoutError when the server does not answer in time."""
        deadline = time.monotonic() + START_SECONDS
        while not self.is_ready():
            if time.monotonic() > deadline or (self._process and self._process.poll() is not None):
                raise TimeoutError(f"{self.name} on port {self.port} does not answer")
            time.sleep(0.05)

    def __enter__(self) -> Self:
        self.prepare()
        self._process = start(self.command, self.log)
        try:
            self.wait_ready()
        except TimeoutError:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop a server that was started as a context."""
        if self._process is None:
            return
        self._process.send_signal(self.command.stop_signal)
        try:
            self._process.wait(self.stop_seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            leftovers.end(self.processes(), patience=0)
        self._process = None
