"""Write made-up kiosks with faults: `python -m ai_service.synthetic --kiosks 20 --days 7 --faults all --out FILE.csv`.

A row is a kiosk's minute: kiosk_id, timestamp, the features of minutes.columns, label (1: something is wrong) and fault
(its name; that of a hard negative beside the label 0). `FILE.csv.gz` is compressed. The same arguments give the same
file. Every kiosk has one event a day after its first day.
"""

import argparse
import gzip
import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, cast

import numpy as np

from ai_service.minutes.columns import NAMES
from ai_service.synthetic.day import FIRST_MOMENT
from ai_service.synthetic.faults import FAULTS
from ai_service.synthetic.negatives import NEGATIVES
from ai_service.synthetic.scenario import EVENTS, Labelled, fleet

MOST_KIOSKS, MOST_DAYS = 100_000, 366
ALL, NONE = "all", "none"


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        written = _write(options)
    except OSError as error:
        print(f"{options.out}: {error.strerror or error}", file=sys.stderr)
        return 1
    print(f"{options.out}: {written} rows", file=sys.stderr)
    return 0


def _parser() -> argparse.ArgumentParser:
    known = f"faults: {', '.join(FAULTS)}; hard negatives: {', '.join(NEGATIVES)}"
    parser = argparse.ArgumentParser(
        prog="python -m ai_service.synthetic", description="Writes made-up kiosks with faults as CSV.", epilog=known
    )
    parser.add_argument("--kiosks", type=_whole(1, MOST_KIOSKS), required=True)
    parser.add_argument("--days", type=_whole(1, MOST_DAYS), required=True)
    parser.add_argument("--faults", type=_events, default=_events(ALL), help="names with commas between, all or none")
    parser.add_argument("--seed", type=_whole(0, 2**32 - 1), default=0)
    parser.add_argument("--start", type=_moment, default=FIRST_MOMENT, help="the first minute, ISO-8601")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    return parser


def _write(options: argparse.Namespace) -> int:
    rows = 0
    with _replacing(options.out) as file:
        file.write(",".join(["kiosk_id", "timestamp", *NAMES, "label", "fault"]) + "\n")
        made = fleet(options.kiosks, options.days, options.faults, options.seed, options.start)
        for done, labelled in enumerate(made, start=1):
            rows += _write_kiosk(file, labelled)
            print(f"\r{done}/{options.kiosks} kiosks", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return rows


def _write_kiosk(file: IO[str], labelled: Labelled) -> int:
    """Six significant digits are kept, more than float32 has to give; missing values are empty."""
    moments = np.datetime_as_string(labelled.table.times.astype("datetime64[s]"), timezone="UTC")
    values = labelled.table.values
    cells = [[f"{number:.6g}" if number == number else "" for number in row] for row in values.tolist()]
    number = labelled.kiosk + 1
    lines = (
        f"{number},{moment},{','.join(row)},{int(faulty)},{event}\n"
        for moment, row, faulty, event in zip(moments, cells, labelled.faulty, labelled.events, strict=True)
    )
    file.writelines(lines)
    return len(values)


@contextmanager
def _replacing(path: Path) -> Iterator[IO[str]]:
    """A file that takes its place when it is complete; what was there stays until then."""
    draft = path.with_name(f".{path.name}.part")
    try:
        with draft.open("wb") as raw:
            if path.suffix == ".gz":
                # Without the time and the name in its head the same rows are the same file.
                with gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=5, mtime=0) as packed:
                    yield from _text(cast(IO[bytes], packed))
            else:
                yield from _text(raw)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _text(binary: IO[bytes]) -> Iterator[IO[str]]:
    text = io.TextIOWrapper(binary, encoding="utf-8", newline="")
    yield text
    text.flush()
    text.detach()


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number from {low} to {high}")
        return int(text)

    return parse


def _events(text: str) -> list[str]:
    if text == ALL:
        return list(EVENTS)
    if text == NONE:
        return []
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in EVENTS]
    if unknown or not names:
        raise argparse.ArgumentTypeError(
            f"unknown fault {', '.join(unknown) or text!r} (known: {', '.join(EVENTS)}; or {ALL}, or {NONE})"
        )
    return list(dict.fromkeys(names))


def _moment(text: str) -> float:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as 2026-01-05T00:00Z") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


if __name__ == "__main__":
    sys.exit(main())
