"""Writes docs/project_structure.md: each folder and file with the first line of what it says of itself.

Usage: python -m scripts.export_structure [--check]
"""

import ast
import re
import subprocess
import sys
from pathlib import Path

from scripts.generated import settle

ROOT = Path(__file__).parent.parent
OUTPUT = ROOT / "docs" / "project_structure.md"
HEADER = "# Project structure\n\nWritten by `make structure`; each file speaks for itself in its first line.\n"
# Nothing to say of themselves, or said by their folder.
LEFT_OUT = re.compile(
    r"(^|/)(py\.typed|package-lock\.json|openapi\.json|schema\.ts)$|^requirements/|\.(png|svg|webp|ico)$"
)
COMMENT = re.compile(r"^\s*(?:/\*\*?|//|#(?!!)|--|<!--)\s*(.+?)\s*(?:\*/|-->)?\s*$")


def tracked_files() -> list[Path]:
    """What git tracks or would track, in the order of a tree."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],  # noqa: S607  # git of the PATH
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    names = {name for name in listed.split("\0") if name and (ROOT / name).is_file() and not LEFT_OUT.search(name)}
    return sorted((Path(name) for name in names), key=lambda path: (path.parts[:-1], path.name))


def first_line(path: Path) -> str:
    """What a file says of itself: a docstring, a heading or a leading comment, its first line only."""
    text = (ROOT / path).read_text(encoding="utf-8", errors="replace")
    if path.suffix == ".py":
        return (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#!")]
    if not lines:
        return ""
    if path.suffix == ".md":
        return lines[0].lstrip("# ")
    if lines[0].strip() == "/**" and len(lines) > 1:
        return lines[1].strip(" *")
    found = COMMENT.match(lines[0])
    return found[1] if found else ""


def render() -> str:
    """The page: folders as headings of a nested list, files below them."""
    lines = [HEADER]
    shown: set[Path] = set()
    for path in tracked_files():
        for depth, folder in enumerate(reversed(path.parents[:-1])):
            if folder not in shown:
                shown.add(folder)
                about = first_line(folder / "__init__.py") if (ROOT / folder / "__init__.py").is_file() else ""
                lines.append(f"{'  ' * depth}- **{folder.name}/**{f': {about}' if about else ''}")
        if path.name == "__init__.py":
            continue
        about = first_line(path)
        lines.append(f"{'  ' * (len(path.parts) - 1)}- `{path.name}`{f': {about}' if about else ''}")
    return "\n".join(lines) + "\n"


def main() -> int:
    return settle(OUTPUT, render(), "make structure")


if __name__ == "__main__":
    sys.exit(main())
