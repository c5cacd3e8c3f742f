"""Printable sheets of labels: QR code, name, and the code in letters, on A4 of common label sizes."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from fpdf import FPDF

from kiosk_service.services import qr

FONT_FILE = Path(__file__).parent.parent / "fonts" / "DejaVuSansCondensed-Bold.ttf"
FONT = "label"
PADDING = 3.0
LARGEST_POINTS, SMALLEST_POINTS = 16, 6
MM_PER_POINT = 25.4 / 72
LINE_HEIGHT = 1.15
CODE_SHARE = 0.3
"""The part of the text's height that the code in letters may take."""


class Sheet(NamedTuple):
    """How labels lie on an A4 sheet; lengths in millimetres."""

    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    gap: float


# By the size of one label. The first is the commonest for addresses (such as Avery L7160).
SHEETS = {
    "63.5x38.1": Sheet(3, 7, 63.5, 38.1, 7.25, 15.15, 2.5),
    "70x37": Sheet(3, 8, 70, 37, 0, 0.5, 0),
    "99.1x67.7": Sheet(2, 4, 99.1, 67.7, 4.65, 13.1, 2.5),
    "105x148": Sheet(2, 2, 105, 148, 0, 0.5, 0),
}
DEFAULT_SIZE = "63.5x38.1"


@dataclass(frozen=True)
class Label:
    name: str
    code: str
    address: str


def print_sheets(labels: Sequence[Label], size: str = DEFAULT_SIZE) -> bytes:
    """A PDF with the labels in their order, row by row. `size` is one of SHEETS."""
    sheet = SHEETS[size]
    pdf = FPDF(format="A4")
    pdf.set_title("Admin Kiosk")
    pdf.set_auto_page_break(False)
    pdf.add_font(FONT, fname=FONT_FILE)
    for position, label in enumerate(labels):
        row, column = divmod(position % (sheet.rows * sheet.columns), sheet.columns)
        if row == column == 0:
            pdf.add_page()
        _draw(pdf, sheet, sheet.left + column * (sheet.width + sheet.gap), sheet.top + row * sheet.height, label)
    return bytes(pdf.output())


def _draw(pdf: FPDF, sheet: Sheet, left: float, top: float, label: Label) -> None:
    """The QR code beside the text, or above it on a label that is taller than wide."""
    inner_width, inner_height = sheet.width - 2 * PADDING, sheet.height - 2 * PADDING
    left, top = left + PADDING, top + PADDING
    if sheet.width > sheet.height:
        side = min(inner_height, inner_width / 2)
        text_left, text_top = left + side + 1, top
        text_width, text_height = inner_width - side - 1, inner_height
    else:
        side = inner_width
        text_left, text_top = left, top + side + 1
        text_width, text_height = inner_width, inner_height - side - 1
    _draw_code(pdf, left, top + max(0.0, min(inner_height, text_height) - side) / 2, side, label.address)
    code_height = text_height * CODE_SHARE
    _write(pdf, [label.code], text_left, text_top + text_height - code_height, text_width, code_height)
    _write(pdf, label.name.split(), text_left, text_top, text_width, text_height - code_height)


def _draw_code(pdf: FPDF, left: float, top: float, side: float, address: str) -> None:
    """As rectangles, not as an image: sharp at any resolution."""
    rows = qr.modules_of(address)
    module = side / (len(rows) + 2 * qr.QUIET_ZONE)
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                pdf.rect(
                    left + (start + qr.QUIET_ZONE) * module,
                    top + (y + qr.QUIET_ZONE) * module,
                    (x - start) * module,
                    module,
                    style="F",
                )
            x += 1


def _write(pdf: FPDF, words: Sequence[str], left: float, top: float, width: float, height: float) -> None:
    """Words in the largest letters with which they fit; what does not fit in the smallest is cut with an ellipsis."""
    for points in range(LARGEST_POINTS, SMALLEST_POINTS - 1, -1):
        pdf.set_font(FONT, size=points)
        most_lines = int(height / (points * LINE_HEIGHT * MM_PER_POINT))
        smallest = points == SMALLEST_POINTS
        lines = _lines(pdf, words, width, may_break_words=smallest)
        if lines is not None and len(lines) <= most_lines:
            break
    assert lines is not None
    if len(lines) > most_lines:
        lines = [*lines[: most_lines - 1], _cut(pdf, lines[most_lines - 1], width)]
    for number, line in enumerate(lines):
        pdf.text(left, top + (number * LINE_HEIGHT + 1) * points * MM_PER_POINT, line)


def _lines(pdf: FPDF, words: Sequence[str], width: float, *, may_break_words: bool) -> list[str] | None:
    """The words in lines that are not wider than `width`; None when a word is too wide and may not be broken."""
    lines = [""]
    for word in words:
        longer = f"{lines[-1]} {word}".strip()
        if pdf.get_string_width(longer) <= width:
            lines[-1] = longer
        elif pdf.get_string_width(word) <= width:
            lines.append(word)
        elif may_break_words:
            lines += _pieces(pdf, word, width)
        else:
            return None
    return [line for line in lines if line]


def _pieces(pdf: FPDF, word: str, width: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and pdf.get_string_width(pieces[-1] + letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _cut(pdf: FPDF, line: str, width: float) -> str:
    while line and pdf.get_string_width(line + "…") > width:
        line = line[:-1]
    return line + "…"
