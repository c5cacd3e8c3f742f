"""Registering the kiosks of a file: the rows that are valid, with a report on the others."""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from common.audit import noted
from common.database import transaction
from common.errors import Conflict, Invalid
from common.events import Event
from common.outbox import record
from kiosk_service.repositories import bulk
from kiosk_service.services import cells, spreadsheets
from kiosk_service.services.codes import new_code
from kiosk_service.services.events import SOURCE, access_changed, changed
from kiosk_service.services.progress import untold
from kiosk_service.services.registry import columns_of

BATCH = 1000


class RowRefused(Exception):  # it is an answer, not a fault
    """The fields of a row that are not valid, each with its code."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        super().__init__(problems)
        self.problems = problems


Check = Callable[[Mapping[str, Any]], dict[str, Any]]
"""Checks a row's fields as a registration's are, and returns them; raises RowRefused."""


@dataclass
class Report:
    """What became of a file. `errors` are (row, field, code), by row as a spreadsheet program counts."""

    rows: int = 0
    valid: int = 0
    created: int = 0
    ignored_columns: list[str] = field(default_factory=list)
    errors: list[tuple[int, str, str]] = field(default_factory=list)


Follow = Callable[[str, int, int], None]
"""Is told the phase (reading, checking, storing), and how many of how many steps are done: each row has two."""


Numbered = tuple[int, dict[str, Any]]
"""A row that is valid by itself: its number and its fields."""


@dataclass(frozen=True)
class Checked:
    """A file that has been read: its rows that are valid by themselves, and the report so far."""

    rows: Sequence[Numbered]
    report: Report


def check_file(content: bytes, check: Check, follow: Follow = untold) -> Checked:
    """Read a CSV or XLSX file and check its rows. Asks no database: a large file takes a while, and no transaction
    should wait for that.

    Serials and codes that two rows share are problems of the later row.

    Raises:
        Invalid: for a file that cannot be read as a whole; `columns_missing` without a name or a location.
    """
    follow("reading", 0, 0)
    rows = spreadsheets.read(content)
    header = spreadsheets.header_of(rows)
    missing = [name for name in cells.REQUIRED if name not in header]
    if missing:
        raise Invalid("columns_missing", columns=", ".join(missing))
    report = Report(rows=len(rows) - 1, ignored_columns=_ignored(rows[0][1], header))
    return Checked(_checked(rows[1:], header, check, report, follow), report)


def register_all(session: Session, checked: Checked, *, dry_run: bool, follow: Follow = untold) -> Report:
    """Register the kiosks of a file in one transaction; a dry run only reports.

    Serials and codes that a kiosk has already are problems of the row.

    Raises:
        Conflict: `import_running`, while another import works.
    """
    report = checked.report
    with transaction(session):
        # Two imports that share serials would wait for each other in different orders.
        if not bulk.take_turn(session):
            raise Conflict("import_running")
        for batch in _batches(_without_taken(session, checked.rows, report)):
            follow("storing", report.rows + report.valid, 2 * report.rows)
            report.valid += len(batch)
            if not dry_run:
                report.created += _create(session, batch, report)
        if report.created:
            # One entry for all: thousands would keep what is urgent waiting in the stream of events.
            record(session, noted(SOURCE, "kiosk.imported", "kiosks", after={"created": report.created}))
    report.errors.sort()
    return report


def _ignored(names: Sequence[str], header: Mapping[str, int]) -> list[str]:
    return [name for position, name in enumerate(names) if name.strip() and position not in header.values()]


def _checked(
    rows: Sequence[spreadsheets.Row], header: Mapping[str, int], check: Check, report: Report, follow: Follow
) -> list[Numbered]:
    """The rows that are valid by themselves and do not repeat an earlier one's serial or code."""
    valid: list[Numbered] = []
    seen: dict[str, set[str]] = {"serial": set(), "code": set()}
    for done, (number, texts) in enumerate(rows):
        follow("checking", done, 2 * report.rows)
        row = {name: texts[position] for name, position in header.items() if position < len(texts)}
        try:
            fields = check(cells.fields_of(row))
        except RowRefused as refused:
            report.errors += [(number, name, code) for name, code in refused.problems]
            continue
        if fields.get("code"):
            fields["code"] = fields["code"].upper()
        repeated = [name for name, values in seen.items() if fields.get(name) in values]
        report.errors += [(number, name, f"{name}_repeated") for name in repeated]
        if not repeated:
            for name, values in seen.items():
                if fields.get(name):
                    values.add(fields[name])
            valid.append((number, fields))
    return valid


def _without_taken(session: Session, rows: Sequence[Numbered], report: Report) -> Iterator[Numbered]:
    for batch in _batches(rows):
        taken = {
            name: bulk.taken(session, name, [fields[name] for _, fields in batch if fields.get(name)])
            for name in ("serial", "code")
        }
        for number, fields in batch:
            problems = [name for name in taken if fields.get(name) in taken[name]]
            report.errors += [(number, name, f"{name}_taken") for name in problems]
            if not problems:
                yield number, fields


def _create(session: Session, batch: Sequence[Numbered], report: Report) -> int:
    """Insert a batch; a row whose serial or code somebody took in this very moment is reported too."""
    rows: dict[str, dict[str, Any]] = {}
    numbers: dict[str, int] = {}
    for number, fields in batch:
        code = fields.get("code") or new_code()
        serial = fields.get("serial") or f"AK-{code}"
        rows[serial] = {**columns_of(fields), "code": code, "serial": serial}
        numbers[serial] = number
    events: list[Event] = []
    kiosks = bulk.insert_kiosks(session, list(rows.values()))
    for kiosk in kiosks:
        del numbers[kiosk.serial]
    report.valid -= len(numbers)
    report.errors += [(number, "serial", "serial_taken") for number in numbers.values()]
    for kiosk in kiosks:
        events += [changed("kiosk.registered", kiosk), access_changed(kiosk)]
    record(session, *events)
    session.expunge_all()
    return len(kiosks)


def _batches(rows: Sequence[Numbered] | Iterator[Numbered]) -> Iterator[list[Numbered]]:
    remaining = iter(rows)
    while batch := list(itertools.islice(remaining, BATCH)):
        yield batch
