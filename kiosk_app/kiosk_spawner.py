"""Runs many kiosks on one machine: `python kiosk_app/kiosk_spawner.py --num_kiosks 10`."""

import argparse
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue

if __name__ == "__main__":
    # As a script, Python looks for modules in this folder; the package is found from the one above.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from kiosk_app import config
from kiosk_app.fleet import DEFAULT_CONFIGS, MAX_KIOSKS, KioskSpec, load_specs
from kiosk_app.log import EventLog
from kiosk_app.processes import supervise


def parse_arguments(arguments: Sequence[str] | None) -> tuple[list[KioskSpec], argparse.Namespace]:
    """The kiosks to run and the options; ends the program with code 2 and clear words if one is wrong."""
    parser = argparse.ArgumentParser(
        prog="kiosk_spawner.py", description="Run many simulated kiosks.", allow_abbrev=False
    )
    add = parser.add_argument
    add("--num_kiosks", type=int, default=10, help=f"1 to {MAX_KIOSKS} (default %(default)s)")
    add(
        "--server_url",
        type=config.check_server_url,
        default=config.DEFAULT_SERVER_URL,
        help="default %(default)s",
    )
    add("--configs", type=Path, help=f"settings of each kiosk (default {DEFAULT_CONFIGS}, where there is one)")
    add("--mode", choices=["process"], default="process", help="one process for each kiosk")
    add(
        "--data_dir",
        type=Path,
        default=Path(config.DEFAULT_DATA_DIR),
        help="each kiosk gets <data_dir>/<serial> (default %(default)s)",
    )
    add(
        "--sales",
        type=config.check_sales,
        default=config.DEFAULT_SALES,
        metavar="SECONDS",
        help="each sells one thing in so many seconds at the busiest time; 0 for none (default %(default)g)",
    )
    given = parser.parse_args(arguments)
    try:
        specs = load_specs(given.configs, given.num_kiosks)
        return [replace(spec, sales=given.sales) for spec in specs], given
    except config.InvalidSetting as error:
        parser.error(str(error))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until SIGTERM or SIGINT; returns the exit code."""
    specs, given = parse_arguments(arguments)
    signals: SimpleQueue[int] = SimpleQueue()  # its put() is safe in a signal handler
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: signals.put(received))
    return supervise(specs, given.server_url, given.data_dir, signals, EventLog(spawner=True))


if __name__ == "__main__":
    sys.exit(main())
