"""What kiosks look like in a spreadsheet: the columns, and how values become cells and come back unchanged."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

# The names people give columns, folded; the first of each is the one we write.
COLUMNS: Mapping[str, Sequence[str]] = {
    "serial": ("serial", "serie", "numero de serie", "nro de serie", "n de serie", "no de serie", "serial number"),
    "code": ("code", "codigo"),
    "name": ("name", "nombre"),
    "model": ("model", "modelo"),
    "location": ("location", "ubicacion", "direccion", "lugar", "address", "place"),
    "group": ("group", "grupo"),
    "tags": ("tags", "etiquetas"),
    "lat": ("lat", "latitud", "latitude"),
    "lng": ("lng", "lon", "long", "longitud", "longitude"),
    "interval": ("interval", "intervalo"),
}
REQUIRED = ("name", "location")
_FIELD_OF = {word: field for field, words in COLUMNS.items() for word in words}
_MARKS = re.compile("[\u0300-\u036f]")
# A spreadsheet program would calculate these; see OWASP, CSV Injection. An apostrophe before them makes them text.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r\n]")
_SEPARATOR = re.compile(r"\\(.)|([,;|])|([^\\,;|]+)|(\\)$", re.DOTALL)


def is_blank(cell: str) -> bool:
    # Not `isspace`: to Python also some control characters are white space, which may be somebody's tag.
    return not cell.strip(" \t\r\n\u00a0")


def field_of(header: str) -> str | None:
    """The field that a column's header names, in Spanish or English, or None."""
    folded = _MARKS.sub("", unicodedata.normalize("NFKD", header.casefold()))
    return _FIELD_OF.get(" ".join(re.sub(r"[\W_]+", " ", folded).split()))


def escape(value: str) -> str:
    """Text as a cell that no spreadsheet program takes for a formula."""
    return f"'{value}" if _FORMULA.match(value) else value


def unescape(cell: str) -> str:
    """The text that `escape` made this of; what it did not make comes back as it is."""
    return cell[1:] if _ESCAPED.match(cell) else cell


def join_tags(tags: Sequence[str]) -> str:
    """Tags in one cell: with commas between them and a backslash before what would separate them."""
    return ", ".join(re.sub(r"([\\,;|])", r"\\\1", tag) for tag in tags)


def split_tags(cell: str) -> list[str]:
    """The tags of a cell, separated by comma, semicolon or bar."""
    tags = [""]
    for escaped, separator, plain, last in _SEPARATOR.findall(cell):
        if separator:
            tags.append("")
        else:
            tags[-1] += escaped or plain or last
    return [tag for tag in tags if not is_blank(tag)]


def fields_of(row: Mapping[str, str]) -> dict[str, Any]:
    """A row's cells, by field, as the fields of a registration; empty cells are left out.

    Numbers may have a decimal comma; one that is none stays text, for the check to name it.
    """
    cells = {field: unescape(cell) for field, cell in row.items() if not is_blank(cell)}
    fields: dict[str, Any] = dict(cells)
    if "tags" in cells:
        fields["tags"] = split_tags(cells["tags"])
    place = {name: _number(fields.pop(name)) for name in ("lat", "lng") if name in cells}
    if place:
        fields["assigned_location"] = place
    if "interval" in cells:
        fields["interval"] = _number(cells["interval"])
    return fields


def _number(cell: str) -> str:
    number = cell.strip().replace("−", "-")
    return number.replace(",", ".") if number.count(",") == 1 and "." not in number else number
