"""Kiosks as a CSV file, in a form that an import takes back unchanged."""

import csv
import io
from collections.abc import Iterable, Iterator

from common.events import iso
from kiosk_service.models import Kiosk
from kiosk_service.models.status import status_of
from kiosk_service.services import cells

CHUNK_CHARACTERS = 64 * 1024
# Without it spreadsheet programs take UTF-8 for an older encoding.
BYTE_ORDER_MARK = "\ufeff"
TOLD = ("id", "status", "assigned_to", "firmware", "last_seen_at", "created_at")
"""Columns that an import ignores: they are the system's to tell."""


def csv_of(kiosks: Iterable[Kiosk]) -> Iterator[str]:
    """The file in pieces, made as they are read."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(BYTE_ORDER_MARK)
    writer.writerow((*cells.COLUMNS, *TOLD))
    for kiosk in kiosks:
        writer.writerow(_row(kiosk))
        if buffer.tell() >= CHUNK_CHARACTERS:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _row(kiosk: Kiosk) -> list[str | int | float | None]:
    return [
        cells.escape(kiosk.serial),
        cells.escape(kiosk.code),
        cells.escape(kiosk.name),
        cells.escape(kiosk.model),
        cells.escape(kiosk.location),
        cells.escape(kiosk.group or ""),
        cells.escape(cells.join_tags(kiosk.tags)),
        kiosk.assigned_lat,
        kiosk.assigned_lng,
        kiosk.interval,
        kiosk.id,
        status_of(kiosk.lifecycle, kiosk.mode, kiosk.state.connection),
        kiosk.assigned_to,
        cells.escape(kiosk.firmware or ""),
        iso(kiosk.state.last_seen_at) if kiosk.state.last_seen_at else None,
        iso(kiosk.created_at),
    ]
