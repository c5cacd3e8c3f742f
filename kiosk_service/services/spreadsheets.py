"""Rows of a spreadsheet file that somebody uploads: CSV in any usual encoding and separator, or XLSX."""

import codecs
import csv
import io
import itertools
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from common.errors import Invalid
from kiosk_service.services.cells import field_of, is_blank

Row = tuple[int, list[str]]
"""The number of a row as a spreadsheet program shows it, from 1, and its cells as text."""

MAX_ROWS = 20_000
MAX_COLUMNS = 64
# 20,000 rows with every column are a tenth of this.
MAX_UNPACKED_BYTES = 64 * 1024 * 1024
XLSX_LAST_ROW = 1_048_576
SEPARATORS = ",;\t|"
_END = "end"
ZIP_MAGIC = b"PK\x03\x04"
OLD_EXCEL_MAGIC = b"\xd0\xcf\x11\xe0"
# The longer mark first: that of UTF-16 is the beginning of that of UTF-32.
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read(content: bytes) -> list[Row]:
    """The rows that are not blank, the header first.

    Raises:
        Invalid: `file_empty`, `file_unreadable`, `file_too_large_unpacked`, `quote_left_open` or `too_many_rows`.
    """
    if not content.strip():
        raise Invalid("file_empty")
    if content.startswith(OLD_EXCEL_MAGIC):
        raise Invalid("file_unreadable")
    source = _xlsx_rows(content) if content.startswith(ZIP_MAGIC) else _csv_rows(_decode(content))
    rows: list[Row] = []
    try:
        for number, cells in enumerate(source, start=1):
            if not all(map(is_blank, cells)):
                rows.append((number, cells))
            if len(rows) > MAX_ROWS + 1:
                raise Invalid("too_many_rows", most=MAX_ROWS)
    except csv.Error as error:
        raise Invalid("file_unreadable") from error
    if not rows:
        raise Invalid("file_empty")
    return rows


def _decode(content: bytes) -> str:
    try:
        for mark, encoding in MARKS:
            if content.startswith(mark):
                return content.decode(encoding)
        # UTF-16 without its mark: every second byte of plain letters is zero.
        start = content[:200]
        if start[1::2].count(0) > len(start) / 4:
            return content.decode("utf-16-le")
        if start[::2].count(0) > len(start) / 4:
            return content.decode("utf-16-be")
    except UnicodeDecodeError as error:
        raise Invalid("file_unreadable") from error
    if b"\0" in content:
        raise Invalid("file_unreadable")
    for encoding in ("utf-8", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _csv_rows(text: str) -> Iterator[list[str]]:
    # Excel writes this first line for itself and does not count it.
    declared = re.match(r"sep=(.)\r?\n", text)
    if declared:
        text = text[declared.end() :]
    separator = declared.group(1) if declared else _separator(text)
    # Strictly read, a quote within a cell would refuse the whole file; leniently, one that stays open goes unnoticed.
    # So a last line is added, which must come out as a row of its own.
    rows = csv.reader(itertools.chain(io.StringIO(text, newline=""), [_END]), delimiter=separator)
    held, count = next(rows), 1
    for row in rows:
        yield held
        held, count = row, count + 1
    if held != [_END]:
        raise Invalid("quote_left_open", row=count)


def _separator(text: str) -> str:
    """The one with which the first line names most of our columns."""
    head = next((line for line in text.splitlines() if not is_blank(line)), "")

    def named(separator: str) -> tuple[int, int]:
        cells = next(csv.reader([head], delimiter=separator), [])
        return sum(field_of(cell) is not None for cell in cells), len(cells)

    return max(SEPARATORS, key=named)


def _xlsx_rows(content: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            # zipfile never unpacks more of a member than is declared here.
            if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED_BYTES:
                raise Invalid("file_too_large_unpacked")
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = workbook.worksheets[0]
        for cells in sheet.iter_rows(max_col=MAX_COLUMNS, max_row=XLSX_LAST_ROW, values_only=True):
            yield [] if cells.count(None) == len(cells) else [_text(cell) for cell in cells]
    except Invalid:
        raise
    except (InvalidFileException, zipfile.BadZipFile, OSError) as error:
        raise Invalid("file_unreadable") from error
    except Exception as error:  # the library lets out whatever broken XML makes it meet
        raise Invalid("file_unreadable") from error


def _text(cell: Any) -> str:
    """A cell as text. A formula is its text; a whole number has no decimals, whatever its format."""
    if cell is None:
        return ""
    if isinstance(cell, ArrayFormula | DataTableFormula):
        return str(getattr(cell, "text", "") or "")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell)


def header_of(rows: Sequence[Row]) -> dict[str, int]:
    """Which column holds which field, by the first row."""
    header: dict[str, int] = {}
    for position, cell in enumerate(rows[0][1]):
        field = field_of(cell)
        if field is not None:
            header.setdefault(field, position)
    return header
