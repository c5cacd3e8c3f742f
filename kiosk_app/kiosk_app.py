"""Runs one kiosk: `python kiosk_app/kiosk_app.py --serial S --server_url URL`."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

if __name__ == "__main__":
    # As a script, Python looks for modules in this folder; the package is found from the one above.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from kiosk_app import config, faults, faults_command, lean
from kiosk_app.log import EventLog
from kiosk_app.options import Options


def parse_arguments(arguments: Sequence[str] | None) -> Options:
    """The options of a start; ends the program with exit code 2 and clear words when one is wrong."""
    parser = argparse.ArgumentParser(
        prog="kiosk_app.py", description="Run one kiosk with simulated hardware.", allow_abbrev=False
    )
    add = parser.add_argument
    add("--serial", type=config.check_serial, required=True, help="the machine's serial number")
    add("--server_url", type=config.check_server_url, required=True, help="such as http://localhost:5000")
    add(
        "--enrolment_token",
        help=f"needed once, to enrol; `ps` shows it, so better in the variable {config.ENROLMENT_VARIABLE}",
    )
    add(
        "--interval",
        type=config.check_interval,
        default=config.DEFAULT_INTERVAL,
        help="seconds between readings until the kiosk joins; then the server's count (default %(default)g)",
    )
    add("--data_dir", type=Path, help=f"this kiosk's own folder (default {config.DEFAULT_DATA_DIR}/<serial>)")
    add("--kiosk_id", type=int, help="refuse to run when the serial is enrolled under another number")
    add("--model", default="", help="machines of one model are built alike")
    add(
        "--assigned_location",
        type=config.parse_place,
        metavar="LAT,LNG",
        help="where it should stand, until the server names a place",
    )
    add(
        "--real_location",
        type=config.parse_place,
        metavar="LAT,LNG",
        help="where it really stands, if elsewhere",
    )
    add(
        "--sales",
        type=config.check_sales,
        default=0.0,
        metavar="SECONDS",
        help="simulate sales, one in so many seconds at the busiest time (default 0: none)",
    )
    add(
        "--faults",
        type=lambda text: faults.parse_faults(name for name in text.split(",") if name),
        metavar="NAME[:SEVERITY],…",
        help="exactly these are on from the start, '' for none (default: those that were); also at run time, by "
        "`kiosk_app.py faults --help`",
    )
    given = parser.parse_args(arguments)
    return Options(
        serial=given.serial,
        server_url=given.server_url,
        data_dir=given.data_dir or Path(config.DEFAULT_DATA_DIR, given.serial),
        config=config.KioskConfig(given.interval, given.assigned_location),
        enrolment_token=given.enrolment_token or os.environ.get(config.ENROLMENT_VARIABLE) or None,
        kiosk_id=given.kiosk_id,
        model=given.model,
        real_location=given.real_location,
        sales=given.sales,
        faults=given.faults,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until SIGTERM or SIGINT, or switch faults; returns the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == ["faults"]:
        return faults_command.run(arguments[1:])
    options = parse_arguments(arguments)
    from kiosk_app.host import Host  # after `lean`, and not for the sake of --help

    return Host([options], options.data_dir, EventLog(serial=options.serial)).run()


if __name__ == "__main__":
    lean.leave_out_unused()
    sys.exit(main())
