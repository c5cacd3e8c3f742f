"""What the stages of a run leave for the next ones, on disk: an interrupted run goes on after its last whole stage."""

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file


class Workspace:
    """A folder of a run. Files appear whole or not at all; one that cannot be read counts as missing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def json(self, name: str) -> dict[str, Any] | None:
        try:
            value = json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return value if isinstance(value, dict) else None

    def keep_json(self, name: str, value: Mapping[str, Any]) -> None:
        draft = self.folder / f"{name}.json.part"
        draft.write_text(json.dumps(value), encoding="utf-8")
        self._finish(draft, self.folder / f"{name}.json")

    def arrays(self, name: str) -> dict[str, np.ndarray] | None:
        try:
            return dict(load_file(self.folder / f"{name}.safetensors"))
        except (OSError, SafetensorError):
            return None

    def keep_arrays(self, name: str, arrays: Mapping[str, np.ndarray]) -> None:
        draft = self.folder / f"{name}.safetensors.part"
        save_file({key: np.asarray(array, order="C") for key, array in arrays.items()}, draft)
        self._finish(draft, self.folder / f"{name}.safetensors")

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _finish(self, draft: Path, path: Path) -> None:
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.replace(path)
