"""`python -m ai_service.evaluate anomaly PACK OUT_DIR` and `python -m ai_service.evaluate sales PACK OUT_FILE`.

Write what the packs' scorers read. Only `train` rows and, where the
model is online, rows up to the scored one are used.
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
    import_module(f"ai_service.evaluate.{options.kind}").run(options.pack, options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
