"""`python -m ai_service.evaluate anomaly PACK OUT_DIR` and `python -m ai_service.evaluate sales PACK OUT_FILE`.

Write what the packs' scorers read. Only `train` rows and, where the
model is online, rows up to the scored one are used. Ends with 0 when
everything was scored, 1 when a series could not be, 2 when the pack cannot be read.
"""

import argparse
import sys
from importlib import import_module
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m ai_service.evaluate", description="Run a model on a pack of data.")
    kinds = parser.add_subparsers(dest="kind", required=True)
    anomaly = kinds.add_parser("anomaly", help="score, alert and top_metrics for each series, as OUT_DIR/<series>.csv")
    anomaly.add_argument("pack", type=Path)
    anomaly.add_argument("out", type=Path, metavar="OUT_DIR")
    sales = kinds.add_parser("sales", help="forecasts of every series, as OUT_FILE")
    sales.add_argument("pack", type=Path)
    sales.add_argument("out", type=Path, metavar="OUT_FILE")
    options = parser.parse_args(arguments)
    # Each brings its own libraries: only those of what was asked for are loaded.
    run = import_module(f"ai_service.evaluate.{options.kind}").run
    try:
        return 0 if run(options.pack, options.out) else 1
    except (OSError, ValueError) as error:
        print(f"{options.pack}: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
