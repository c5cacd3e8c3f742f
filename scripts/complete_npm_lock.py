"""Puts into frontend/package-lock.json the optional packages of other platforms that a registry did not offer.

    python -m scripts.complete_npm_lock

A mirror may hold only the packages of the platforms it serves. npm then writes a lock file that lacks the others, and
`npm ci` refuses it. Their exact versions stand in the packages that ask for them.
"""

import json
import sys
from pathlib import Path
from typing import Any

LOCK = Path(__file__).parent.parent / "frontend" / "package-lock.json"
PREFIX = "node_modules/"
# The words of a package's name that tell its platform, under the field of the lock file that holds them.
PLATFORM_WORDS = {
    "os": {"aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"},
    "cpu": {"arm", "arm64", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "wasm32", "x64"},
    "libc": {"musl"},
}


def completed(packages: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The packages of a lock file with every optional dependency that has an exact version, in npm's order."""
    missing: dict[str, dict[str, Any]] = {}
    for package in packages.values():
        for name, version in package.get("optionalDependencies", {}).items():
            if PREFIX + name not in packages and version[:1].isdigit():
                dev = {"dev": True} if package.get("dev") else {}
                missing[PREFIX + name] = {"version": version, **dev, "optional": True, **platform_of(name)}
    return dict(sorted({**packages, **missing}.items()))


def platform_of(name: str) -> dict[str, list[str]]:
    """Where a package runs, by its name, such as `@rollup/rollup-linux-arm64-musl`."""
    words = set(name.rpartition("/")[2].split("-"))
    return {field: sorted(words & known) for field, known in PLATFORM_WORDS.items() if words & known}


def main() -> int:
    lock = json.loads(LOCK.read_text(encoding="utf-8"))
    before = len(lock["packages"])
    lock["packages"] = completed(lock["packages"])
    LOCK.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(lock['packages']) - before} packages added")
    return 0


if __name__ == "__main__":
    sys.exit(main())
