"""`kiosk_app.py faults`: switches the faults of a running (or resting) kiosk."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from kiosk_app.config import InvalidSetting
from kiosk_app.faults import FAULTS, FaultFile, parse_faults


def run(arguments: Sequence[str]) -> int:
    """Do what the command line says and print what is on then; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="kiosk_app.py faults",
        description="Switch faults of a simulated kiosk; it follows at its next reading.",
        epilog="Faults: " + ", ".join(FAULTS),
        allow_abbrev=False,
    )
    parser.add_argument("--data_dir", type=Path, required=True, help="the kiosk's own folder")
    parser.add_argument("action", choices=["set", "clear", "list"], help="switch on, switch off (all without names)")
    parser.add_argument("names", nargs="*", metavar="NAME[:SEVERITY]", help="such as fan_failure or weak_link:2")
    given = parser.parse_args(arguments)
    file = FaultFile(given.data_dir)
    try:
        active = {name: fault.severity for name, fault in file.load().items()}
        named = parse_faults(given.names)
        if given.action == "set":
            file.save(active | named)
        elif given.action == "clear":
            file.save({name: active[name] for name in active if named and name not in named})
        for name, fault in file.load().items():
            print(f"{name}:{fault.severity:g}")
    except (InvalidSetting, OSError) as error:
        parser.error(str(error))
    return 0
