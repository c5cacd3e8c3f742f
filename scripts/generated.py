"""Files that are generated and committed: written, or with `--check` only compared."""

import sys
from pathlib import Path


def settle(path: Path, text: str, command: str) -> int:
    """Bring the file up to date, or tell with which command that is done; the exit status of a script."""
    if "--check" not in sys.argv:
        path.write_text(text, encoding="utf-8")
    elif not path.is_file() or path.read_text(encoding="utf-8") != text:
        print(f"{path.relative_to(Path(__file__).parents[1])} is stale: run `{command}`", file=sys.stderr)
        return 1
    return 0
