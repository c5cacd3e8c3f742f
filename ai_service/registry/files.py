"""The folder of a version: its arrays as safetensors, and everything else about it as JSON.

    MODELS_DIR/<name>/<version>/model.safetensors
                                model.json

A version is written into a temporary folder, flushed to disk and renamed into place, so it is there whole or not at
all, and nobody changes it afterwards. The checksum covers both files; it stands in the JSON, and whoever keeps it
elsewhere too (the database does) notices even files that were replaced together. Neither format can carry code.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays

FORMAT = 1
ARRAYS, ABOUT = "model.safetensors", "model.json"
LARGEST = 256 * 1024 * 1024
"""Bytes of a model that is still looked at."""

Arrays: TypeAlias = Mapping[str, npt.NDArray[Any]]


class ModelError(Exception):
    """A version that cannot be used; `code` tells why."""

    code = "unreadable"


class ModelMissing(ModelError):
    """Its folder, or a file in it, is not there."""

    code = "missing"


class ModelTampered(ModelError):
    """Its files are not those that were published."""

    code = "checksum_mismatch"


@dataclass(frozen=True)
class Manifest:
    """What is known of a version beside its arrays.

    `config` is the model's own settings; `synthetic_share` is how much of the training data was synthetic, by weight;
    `run_id` the run that made it, None for one made from a file by hand.
    """

    config: Mapping[str, Any]
    created_at: str
    data_hash: str
    code_version: str
    seed: int
    synthetic_share: float
    parent: int | None = None
    run_id: int | None = None
    metrics: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class StoredModel:
    """A version as it was published, checked."""

    name: str
    version: int
    checksum: str
    size_bytes: int
    arrays: Arrays
    manifest: Manifest


class ModelFiles:
    """All versions of all models below one folder, which several processes and machines may share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def versions(self, name: str) -> list[int]:
        """The numbers of the versions that are there, ascending; whether they are sound shows when they are loaded."""
        try:
            found = [entry.name for entry in (self._folder / name).iterdir() if entry.is_dir()]
        except OSError:
            return []
        return sorted(int(number) for number in found if number.isascii() and number.isdigit())

    def workspace(self, name: str, run_id: int) -> Path:
        """The folder in which a run keeps what it has done so far, wherever it goes on."""
        return self._folder / ".runs" / f"{name}-{run_id}"

    def publish(self, name: str, arrays: Arrays, manifest: Manifest) -> int:
        """Store a new version under the next free number, which is the answer. Raises OSError."""
        home = self._folder / name
        home.mkdir(parents=True, exist_ok=True)
        packed = save_arrays({key: np.asarray(value, order="C") for key, value in arrays.items()})
        about = {"format": FORMAT, "name": name, **vars(manifest)}
        draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=home))
        try:
            _write(draft / ARRAYS, packed)
            _write(draft / ABOUT, _dump({**about, "checksum": _checksum(about, packed)}))
            draft.chmod(0o755)
            _flush_folder(draft)
            version = self._rename_to_next(home, draft)
            _flush_folder(home)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        return version

    def load(self, name: str, version: int, checksum: str | None = None) -> StoredModel:
        """Read a version and check it before anything is made of it.

        Args:
            checksum: what it must be, where that is known from elsewhere.

        Raises:
            ModelMissing, ModelTampered, ModelError: never anything else for whatever the files hold.
        """
        folder = self._folder / name / str(version)
        packed, text = _read(folder / ARRAYS), _read(folder / ABOUT)
        try:
            about = json.loads(text)
            stored = about.pop("checksum")
            found = _checksum(about, packed)
            if found != stored or found != (checksum or found) or about.pop("name") != name:
                raise ModelTampered(f"{folder}: its files are not those that were published")
            if about.pop("format") != FORMAT:
                raise ModelError(f"{folder}: of a format that is not known here")
            return StoredModel(name, version, found, len(packed) + len(text), load_arrays(packed), Manifest(**about))
        except (ValueError, KeyError, TypeError, AttributeError, SafetensorError, RecursionError) as error:
            raise ModelError(f"{folder}: {type(error).__name__}: {error}") from error

    def state(self, name: str, version: int, checksum: str) -> str:
        """`ready`, `missing` or `broken`."""
        try:
            self.load(name, version, checksum)
        except ModelMissing:
            return "missing"
        except ModelError:
            return "broken"
        return "ready"

    def made_by(self, name: str, run_id: int) -> int | None:
        """The version that a run has published, if it came so far before it was interrupted."""
        for version in reversed(self.versions(name)):
            try:
                if self.load(name, version).manifest.run_id == run_id:
                    return version
            except ModelError:
                continue
        return None

    def _rename_to_next(self, home: Path, draft: Path) -> int:
        """Two who publish at once get two numbers: a folder with files is never renamed over."""
        while True:
            version = max(self.versions(home.name), default=0) + 1
            try:
                draft.rename(home / str(version))
                return version
            except OSError:
                if not (home / str(version)).exists():
                    raise


def _checksum(about: Mapping[str, Any], packed: bytes) -> str:
    digest = hashlib.sha256(_dump(about))
    digest.update(packed)
    return digest.hexdigest()


def _dump(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False).encode()


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ModelMissing(f"{path} is not there") from error
    except OSError as error:
        raise ModelError(f"{path}: {error.strerror}") from error
    if len(content) > LARGEST:
        raise ModelError(f"{path} is too large")
    return content


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
