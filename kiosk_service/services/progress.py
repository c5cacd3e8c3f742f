"""How far a long task is, for whoever waits for it."""

import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self

PAUSE_SECONDS = 0.25

Tell = Callable[[Mapping[str, Any]], object]


class Progress:
    """Tells of a task while it runs, at most four times a second, and once when it is `done` or has `failed`.

    Use it around the task. `done` of `total` steps never falls; `total` is 0 as long as nobody knows it.
    """

    def __init__(self, tell: Tell, task_id: str, kind: str) -> None:
        self._tell = tell
        self._data: dict[str, Any] = {"task_id": task_id, "kind": kind, "done": 0, "total": 0, "phase": ""}
        self._told_at = float("-inf")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._data["done"] = self._data["total"]
        self._tell({**self._data, "state": "failed" if error else "done"})

    def at(self, phase: str, done: int, total: int) -> None:
        self._data.update(phase=phase, done=done, total=total)
        now = time.monotonic()
        if now - self._told_at >= PAUSE_SECONDS:
            self._told_at = now
            self._tell({**self._data, "state": "running"})


def untold(phase: str, done: int, total: int) -> None:
    """In the place of `Progress.at` for a task nobody follows."""
