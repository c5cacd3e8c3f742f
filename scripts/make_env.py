"""Writes `.env` for Docker Compose from `.env.example`, with a random secret in place of each placeholder.

    python3 -m scripts.make_env

Refuses to touch a `.env` that exists: what it holds opens the databases. Needs nothing but Python.
"""

import os
import secrets
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PLACEHOLDER = "change-me"


def filled(example: str) -> str:
    """The example with a secret of 256 random bits, in hexadecimal digits, for each placeholder."""
    return "\n".join(
        line.replace(PLACEHOLDER, secrets.token_hex(32)) if line.endswith(f"={PLACEHOLDER}") else line
        for line in example.split("\n")
    )


def main(target: Path = ROOT / ".env") -> int:
    try:
        file = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        print(f"{target} exists and stays as it is: its secrets open the databases", file=sys.stderr)
        return 1
    with os.fdopen(file, "w", encoding="utf-8") as stream:
        stream.write(filled((ROOT / ".env.example").read_text(encoding="utf-8")))
    print(f"wrote {target}; set PUBLIC_URL and the mail server in it, then: docker compose up --build")
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
