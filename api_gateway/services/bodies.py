"""How large a body may be, and reading one no further than that."""

from collections.abc import Iterator
from typing import BinaryIO

from common.errors import Malformed, ServiceError, TooLarge

MIB = 1024 * 1024
JSON_LIMIT = MIB
FILE_LIMIT = 20 * MIB
LIMITS = {
    # Read here to count logins by user; nothing in it is long.
    "/auth/login": 16 * 1024,
}
"""Paths with a limit of their own, in bytes."""

PIECE = 64 * 1024


class TooSlow(ServiceError):
    """The caller stopped sending in the middle of the body."""

    status = 408


def limit_for(path: str, content_type: str) -> int:
    """The largest body in bytes: JSON (and what names no type) a mebibyte, files twenty, or what the path says."""
    if path in LIMITS:
        return LIMITS[path]
    kind = content_type.partition(";")[0].strip().lower()
    return JSON_LIMIT if not kind or kind.endswith("json") else FILE_LIMIT


class Body:
    """The pieces of a request's body as they come in.

    Args:
        length: what `Content-Length` announces; None when the body comes in chunks.
    """

    def __init__(self, stream: BinaryIO, length: int | None, limit: int) -> None:
        if length is not None and length > limit:
            raise TooLarge("too_large")
        self._stream = stream
        self._length = length
        self._limit = limit

    def __iter__(self) -> Iterator[bytes]:
        """
        Raises:
            TooLarge: `too_large`, once more came than may.
            TooSlow: `body_too_slow`.
            Malformed: `body_broken_off`, when the caller went away or the chunks are not in order.
        """
        received = 0
        while self._length is None or received < self._length:
            # One byte more than may come shows that more comes.
            wanted = min(PIECE, (self._limit + 1 if self._length is None else self._length) - received)
            piece = self._read(wanted)
            if not piece:
                break
            received += len(piece)
            if received > self._limit:
                raise TooLarge("too_large")
            yield piece
        if self._length is not None and received < self._length:
            raise Malformed("body_broken_off")

    def _read(self, size: int) -> bytes:
        try:
            return self._stream.read(size)
        except TimeoutError as error:
            raise TooSlow("body_too_slow") from error
        except OSError as error:
            raise Malformed("body_broken_off") from error
