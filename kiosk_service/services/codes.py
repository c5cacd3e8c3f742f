"""Codes: what a kiosk's label says, in letters and as the address `/k/<code>` in its QR code."""

import re
import secrets

# Without letters and digits that people mix up.
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ"
DIGITS = "23456789"
CODE_LENGTH = 8
_ADDRESS = re.compile(r"(?:^|/)k/([^/?#]+)", re.IGNORECASE)


def new_code() -> str:
    """A random code: 22 · 30^7 possibilities, so guessing leads nowhere.

    It begins with a letter: spreadsheets take `2E345678` for a number.
    """
    rest = (secrets.choice(LETTERS + DIGITS) for _ in range(CODE_LENGTH - 1))
    return secrets.choice(LETTERS) + "".join(rest)


def code_in(scanned: str) -> str:
    """The code in what was scanned or typed: the code itself, or the whole address with whatever follows it."""
    address = _ADDRESS.search(scanned)
    return (address.group(1) if address else scanned).strip().strip("/").upper()


def address_of(public_url: str, code: str) -> str:
    """What a kiosk's QR code holds."""
    return f"{public_url.rstrip('/')}/k/{code}"
