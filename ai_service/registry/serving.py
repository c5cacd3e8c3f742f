"""The version that a process serves: loaded whole and checked before it takes the place of the one before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from ai_service.registry.files import ModelError, ModelFiles, StoredModel

M = TypeVar("M")


class Wanted(NamedTuple):
    """A version that may serve, and the checksum it was published with."""

    version: int
    checksum: str


@dataclass(frozen=True)
class Refusal:
    """A version that should serve and cannot; `serving` is the one that does (None: none)."""

    version: int
    code: str
    serving: int | None


@dataclass(frozen=True)
class Served(Generic[M]):
    version: int
    model: M


class Serving(Generic[M]):
    """Load-then-swap. Readers take `current` once for a piece of work; it changes as a whole or not at all.

    Args:
        build: makes the model of a checked version; ValueError, KeyError and TypeError count as unreadable.
    """

    def __init__(self, files: ModelFiles, name: str, build: Callable[[StoredModel], M]) -> None:
        self.name = name
        self._files = files
        self._build = build
        self._current: Served[M] | None = None

    @property
    def current(self) -> Served[M] | None:
        return self._current

    def follow(self, wanted: Sequence[Wanted]) -> Refusal | None:
        """Serve the first of these that can be: the champion, then those that were it before, newest first.

        What is being served stays while none can be loaded. Returns why the champion is not served, if it is not.
        """
        if not wanted:
            return None
        code = ""
        for version, checksum in wanted:
            if self._current is None or self._current.version != version:
                try:
                    stored = self._files.load(self.name, version, checksum)
                    self._current = Served(version, self._build(stored))
                except ModelError as error:
                    code = code or error.code
                    continue
                except (ValueError, KeyError, TypeError):
                    code = code or ModelError.code
                    continue
            break
        serving = self._current.version if self._current else None
        return Refusal(wanted[0].version, code, serving) if code else None
