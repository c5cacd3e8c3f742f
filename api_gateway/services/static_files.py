"""Files of a folder, kept in memory with their compressed form."""

import gzip
import hashlib
import mimetypes
import threading
from dataclasses import dataclass
from pathlib import Path

COMPRESSIBLE = ("text/", "application/javascript", "application/json", "application/manifest+json", "image/svg+xml")
SMALLEST_COMPRESSED = 512


@dataclass(frozen=True)
class StaticFile:
    """A file as it is answered. `compressed` is None where that saves nothing."""

    content: bytes
    compressed: bytes | None
    mimetype: str
    etag: str


class StaticFiles:
    """The files below a folder; each is read again when it has changed."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._lock = threading.Lock()
        self._known: dict[Path, tuple[tuple[int, int], StaticFile]] = {}

    def find(self, path: str) -> StaticFile | None:
        """The file at a path relative to the folder; None when there is none, or it lies outside."""
        try:
            file = (self._root / path).resolve()
            if not file.is_relative_to(self._root) or not file.is_file():
                return None
            status = file.stat()
        except (OSError, ValueError):  # names that no file can have
            return None
        version = (status.st_mtime_ns, status.st_size)
        known = self._known.get(file)
        if known and known[0] == version:
            return known[1]
        with self._lock:
            read = _read(file)
            self._known[file] = (version, read)
        return read


def _read(file: Path) -> StaticFile:
    content = file.read_bytes()
    mimetype = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    compressed = None
    if len(content) >= SMALLEST_COMPRESSED and (mimetype.startswith(COMPRESSIBLE) or file.suffix == ".js"):
        compressed = gzip.compress(content, 9, mtime=0)
    return StaticFile(content, compressed, mimetype, hashlib.sha256(content).hexdigest()[:32])
