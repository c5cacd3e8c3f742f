"""Time-based one-time passwords (RFC 6238) as every authenticator app knows them: SHA-1, 6 digits, 30 s."""

import base64
import hashlib
import hmac
import secrets
import struct
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20
SKEW_STEPS = 1
"""A clock may be off by this many steps either way (RFC 6238, 5.2)."""
ISSUER = "Admin Kiosk"


def new_secret() -> str:
    """A random secret in base32, as people type it into an app."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def code_at(secret: str, step: int) -> str:
    """The code of a time step (RFC 4226, 5.3)."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def matching_step(secret: str, code: str, now: float) -> int | None:
    """The time step near `now` (seconds since 1970) that a code belongs to, or None. Spaces in it do not matter."""
    given = "".join(code.split()).encode()
    current = int(now // STEP_SECONDS)
    steps = range(current - SKEW_STEPS, current + SKEW_STEPS + 1)
    matches = [step for step in steps if hmac.compare_digest(code_at(secret, step).encode(), given)]
    return matches[-1] if matches else None


def otpauth_uri(secret: str, username: str) -> str:
    """The address that authenticator apps read from a QR code."""
    label = quote(f"{ISSUER}:{username}", safe="")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': ISSUER}, quote_via=quote)}"
