"""Train on a file: `python -m ai_service.train --real_data_path FILE.csv`.

The file has at least the columns cpu_usage, memory_usage, network_latency and label (1: something is wrong), and may
have timestamp, kiosk_id and other metrics; memory_usage and network_latency are the contract's ram_usage and latency.
The run is the one that the system makes by itself: synthetic data, challenger, exam, gate. The new version is written
into MODELS_DIR whatever the gate says, with all its figures; it serves when somebody promotes it.

Ends with 0 when the version was written, 1 when it could not be, 2 when the file cannot be learned from.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from ai_service.anomaly.fleet import FleetModel
from ai_service.registry.files import Manifest, ModelError, ModelFiles
from ai_service.training.csv_file import BadFile, read
from ai_service.training.pipeline import Champion, Outcome, Pipeline, Plan
from ai_service.training.workspace import Workspace
from common.events import iso, utc_now

NAME = "anomaly"
DEFAULT_DIR = ".data/models"


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        data = read(options.real_data_path)
    except BadFile as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{options.real_data_path}: {data.rows} rows of {len(data.kiosks)} kiosks, {data.incidents} incidents")
    files = ModelFiles(options.models_dir)
    champion = _champion(files, options.champion)
    plan = Plan(
        seed=options.seed,
        budget=options.alerts_per_kiosk_day,
        synthetic=options.synthetic_kiosks,
        exam_kiosks=options.exam_kiosks,
    )
    with tempfile.TemporaryDirectory() as folder:
        try:
            outcome = Pipeline(lambda: data, champion, plan, Workspace(Path(folder)), _Progress()).run()
        except ValueError as error:
            print(f"{options.real_data_path}: {error}", file=sys.stderr)
            return 2
    _tell(outcome, champion)
    try:
        version = files.publish(NAME, outcome.model.to_arrays(), _manifest(outcome, champion))
    except OSError as error:
        print(f"{options.models_dir}: {error.strerror or error}", file=sys.stderr)
        return 1
    print(f"version {version} is in {options.models_dir / NAME / str(version)}")
    return 0


class _Progress:
    """A line for each stage, renewed as it goes on where somebody watches."""

    def __init__(self) -> None:
        self._stage = ""
        self._live = sys.stdout.isatty()

    def __call__(self, stage: str, done: int, total: int) -> None:
        if self._live:
            print(f"\r{stage} {done}/{total}   ", end="\n" if done == total else "", flush=True)
        elif stage != self._stage or done == total:
            print(f"{stage} {done}/{total}", flush=True)
        self._stage = stage


def _champion(files: ModelFiles, version: int | None) -> Champion | None:
    """The version asked for, else the newest one that can be used."""
    for number in [version] if version else reversed(files.versions(NAME)):
        try:
            stored = files.load(NAME, number)
            return Champion(number, FleetModel.from_arrays(stored.arrays, stored.manifest.config))
        except (ModelError, ValueError, KeyError, TypeError) as error:
            print(f"version {number} cannot be compared with: {error}", file=sys.stderr)
    return None


def _manifest(outcome: Outcome, champion: Champion | None) -> Manifest:
    return Manifest(
        config=outcome.config,
        created_at=iso(utc_now()),
        data_hash=outcome.data["data_hash"],
        code_version=outcome.data["code_version"],
        seed=outcome.data["seed"],
        synthetic_share=outcome.data["synthetic_share"],
        parent=champion.version if champion else None,
        metrics=outcome.comparison["challenger"],
    )


def _tell(outcome: Outcome, champion: Champion | None) -> None:
    for tried in outcome.data["weights"]:
        score = "nothing real to ask" if tried["score"] is None else f"VUS-PR {tried['score']:.3f}"
        print(f"  synthetic rows at weight {tried['weight']:g}: {score}")
    print(f"  taken: {outcome.data['synthetic_weight']:g}, {outcome.data['synthetic_share']:.0%} of what was learned")
    print(f"compared with {f'version {champion.version}' if champion else 'nothing: there is no earlier version'}")
    for check in outcome.verdict.checks:
        print(f"  {'ok  ' if check.passed else 'FAIL'} {check.name}: {check.text.en}")
    print(f"decision: {outcome.verdict.decision}. {outcome.verdict.text.en}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ai_service.train", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--real_data_path", type=Path, required=True, metavar="FILE.csv")
    parser.add_argument(
        "--models_dir", type=Path, default=Path(os.environ.get("MODELS_DIR") or DEFAULT_DIR), help="default: MODELS_DIR"
    )
    parser.add_argument("--champion", type=int, help="the version to compare with; default: the newest")
    parser.add_argument("--alerts_per_kiosk_day", type=float, default=1.0, help="the budget of alerts")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--synthetic_kiosks", type=int, default=40, help="made-up kiosks to learn from")
    parser.add_argument("--exam_kiosks", type=int, default=25, help="made-up kiosks with injected faults in the exam")
    return parser


if __name__ == "__main__":
    sys.exit(main())
