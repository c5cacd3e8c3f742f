"""QR codes of kiosks' public addresses."""

import io
from typing import Literal

import segno

SMALLEST, LARGEST = 64, 2048
# A label in the street gets scratched: a quarter of the code may be unreadable.
ERROR_CORRECTION = "q"
QUIET_ZONE = 4
"""Modules of white around the code, as ISO/IEC 18004 asks for."""


def modules_of(address: str) -> list[list[bool]]:
    """The rows of a code, True for dark, without the quiet zone."""
    code = segno.make_qr(address, error=ERROR_CORRECTION)
    return [[bool(module) for module in row] for row in code.matrix]


def image_of(address: str, kind: Literal["svg", "png"], size: int) -> bytes:
    """A square image. `size` is the length of its side in pixels; a PNG is the largest that fits, with whole pixels."""
    code = segno.make_qr(address, error=ERROR_CORRECTION)
    modules = len(code.matrix) + 2 * QUIET_ZONE
    buffer = io.BytesIO()
    if kind == "svg":
        code.save(buffer, kind="svg", scale=size / modules, border=QUIET_ZONE, xmldecl=False, light="white")
    else:
        code.save(buffer, kind="png", scale=max(1, size // modules), border=QUIET_ZONE)
    return buffer.getvalue()
