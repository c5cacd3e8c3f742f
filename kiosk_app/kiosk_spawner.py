"""Runs many kiosks on one machine: `python kiosk_app/kiosk_spawner.py --num_kiosks 10`."""

import argparse
import resource
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue

if __name__ == "__main__":
    # As a script, Python looks for modules in this folder; the package is found from the one above.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from kiosk_app import config, lean
from kiosk_app.fleet import DEFAULT_CONFIGS, MAX_KIOSKS, KioskSpec, load_specs
from kiosk_app.log import EventLog
from kiosk_app.processes import supervise


def parse_arguments(arguments: Sequence[str] | None) -> tuple[list[KioskSpec], argparse.Namespace]:
    """The kiosks to run and the options; ends the program with code 2 and clear words if one is wrong."""
    parser = argparse.ArgumentParser(
        prog="kiosk_spawner.py", description="Run many simulated kiosks.", allow_abbrev=False
    )
    add = parser.add_argument
    add(
        "--num_kiosks",
        type=int,
        default=10,
        help=f"1 to {MAX_KIOSKS['process']}, in mode async to {MAX_KIOSKS['async']} (default %(default)s)",
    )
    add(
        "--server_url",
        type=config.check_server_url,
        default=config.DEFAULT_SERVER_URL,
        help="default %(default)s",
    )
    add("--configs", type=Path, help=f"settings of each kiosk (default {DEFAULT_CONFIGS}, where there is one)")
    add("--mode", choices=list(MAX_KIOSKS), default="process", help="one process for each kiosk, or all in this one")
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
        specs = load_specs(given.configs, given.num_kiosks, given.mode)
        return [replace(spec, sales=given.sales) for spec in specs], given
    except config.InvalidSetting as error:
        parser.error(str(error))


def allow_connections(count: int) -> None:
    """Raise this process's limit of open files: each kiosk holds a connection and its folder."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * count + 500
    if soft != resource.RLIM_INFINITY and soft < wanted:
        limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until SIGTERM or SIGINT; returns the exit code."""
    specs, given = parse_arguments(arguments)
    log = EventLog(spawner=True)
    if given.mode == "async":
        lean.leave_out_unused()
        from kiosk_app.host import Host  # after `lean`; the supervisor of processes does without

        allow_connections(len(specs))
        return Host([spec.options(given.server_url, given.data_dir) for spec in specs], given.data_dir, log).run()
    signals: SimpleQueue[int] = SimpleQueue()  # its put() is safe in a signal handler
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: signals.put(received))
    return supervise(specs, given.server_url, given.data_dir, signals, log)


if __name__ == "__main__":
    sys.exit(main())
