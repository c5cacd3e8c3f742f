"""Password hashes (Argon2id, RFC 9106) and which passwords are good enough (NIST SP 800-63B, 5.1.1.2)."""

import secrets
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from common.errors import FieldProblem, Invalid

MIN_LENGTH = 10
MAX_LENGTH = 1000
COMMON = Path(__file__).parent.parent / "data" / "common_passwords.txt"
NO_HASH = "!"
"""Stands where a person has no password: nothing matches it."""

_hasher = PasswordHasher()
# What an unknown user's password is compared with, so that the answer takes as long as for a known one.
_NOBODY = _hasher.hash(secrets.token_urlsafe())


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def password_matches(password_hash: str | None, password: str) -> bool:
    """Whether the password belongs to the hash; None and `NO_HASH` cost the same time and are always false."""
    known = password_hash not in {None, NO_HASH}
    try:
        return _hasher.verify(str(password_hash) if known else _NOBODY, password) and known
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def require_good(password: str, *personal: str | None, field: str = "password") -> None:
    """Refuse a password that others would guess.

    Args:
        personal: the person's names and address, which are no passwords either.

    Raises:
        Invalid: `password_too_short`, `password_too_long` or `password_too_common`.
    """
    folded = password.casefold()
    if len(password) < MIN_LENGTH:
        code = "password_too_short"
    elif len(password) > MAX_LENGTH:
        code = "password_too_long"
    elif folded in _common() or len(set(folded)) < 3 or folded in {item.casefold() for item in personal if item}:
        code = "password_too_common"
    else:
        return
    raise Invalid(code, errors=[FieldProblem(field=field, code=code)])


@cache
def _common() -> frozenset[str]:
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
