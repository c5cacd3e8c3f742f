"""A run from data to the gate's decision, in stages that each leave their result behind.

    data        what is learned from, split by time
    weight      how much synthetic data may count
    training    the challenger
    comparison  champion and challenger on the same exam
    gate        the decision

The same data, seed and champion give the same challenger and the same decision, however often a run was interrupted.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ai_service.anomaly.fleet import FleetModel
from ai_service.synthetic.day import DAY
from ai_service.training import drift, gate
from ai_service.training.code import code_version
from ai_service.training.data import MOST_ROWS, Dataset, Split, newest_rows, split, usable
from ai_service.training.exam import Exam, Figures, sit
from ai_service.training.fit import SYNTHETIC_DAYS, Ingredients, fit, synthetic_kiosks
from ai_service.training.weight import Tried, choose
from ai_service.training.workspace import Workspace

Progress = Callable[[str, int, int], None]
"""Is told the stage, and how many of its steps are done."""


@dataclass(frozen=True)
class Plan:
    """What a run does: `budget` is alerts per kiosk and day; `synthetic` made-up kiosks are trained on; the exam has
    `exam_kiosks` of them with `exam_tries` events of each kind: enough that two models that are as good differ by less
    than the gate forgives."""

    seed: int
    budget: float = 1.0
    synthetic: int = 40
    exam_kiosks: int = 25
    exam_tries: int = 10
    most_rows: int = MOST_ROWS


@dataclass(frozen=True)
class Champion:
    """The version that serves, to be compared with."""

    version: int
    model: FleetModel


@dataclass(frozen=True)
class Outcome:
    """What a run came to. `data` and `comparison` are as people are shown them."""

    model: FleetModel
    config: Mapping[str, Any]
    data: Mapping[str, Any]
    comparison: Mapping[str, Any]
    verdict: gate.Verdict
    challenger: Figures


class Pipeline:
    """One run.

    Args:
        gather: gives the data; it is not asked again once a run has it, however often the run is interrupted.
        champion: the version to compare with, as of now.
    """

    def __init__(
        self,
        gather: Callable[[], Dataset],
        champion: Champion | None,
        plan: Plan,
        workspace: Workspace,
        progress: Progress,
    ) -> None:
        self._gather = gather
        self._champion = champion
        self._plan = plan
        self._workspace = workspace
        self._progress = progress

    def run(self) -> Outcome:
        """Raises ValueError when there is nothing at all to learn from."""
        data = self._data()
        parts = split(data)
        weight, tried = self._weight(parts)
        model, config, share = self._training(parts, weight)
        champion, challenger = self._comparison(parts, model)
        self._progress("gate", 0, 1)
        incidents = parts.held_out.incidents
        verdict = gate.decide(champion, challenger, self._plan.budget, incidents, self._plan.seed)
        self._progress("gate", 1, 1)
        comparison = {
            "champion": champion.to_dict() if champion else None,
            "challenger": challenger.to_dict(),
        }
        return Outcome(model, config, self._shown(data, parts, weight, tried, share), comparison, verdict, challenger)

    def _data(self) -> Dataset:
        self._progress("data", 0, 1)
        about, arrays = self._workspace.json("data"), self._workspace.arrays("data")
        if about is None or arrays is None:
            data = newest_rows(self._gather(), self._plan.most_rows)
            first = data.kiosks[0].table if data.kiosks else None
            about = {
                "names": list(first.names) if first else [],
                "interval": first.interval if first else 60.0,
                "left_out": dict(data.left_out),
            }
            arrays = data.to_arrays()
            self._workspace.keep_arrays("data", arrays)
            self._workspace.keep_json("data", about)
        self._progress("data", 1, 1)
        return Dataset.from_arrays(arrays, about["names"], about["interval"], about["left_out"])

    def _weight(self, parts: Split) -> tuple[float, list[Tried]]:
        kept = self._workspace.json("weight")
        if kept is None:
            synthetic = synthetic_kiosks(self._plan.synthetic, self._plan.seed)
            weight, tried = choose(parts.train, parts.tuning, synthetic, self._plan.seed, self._report("weight"))
            kept = {"weight": weight, "tried": [asdict(one) for one in tried]}
            self._workspace.keep_json("weight", kept)
        return kept["weight"], [Tried(**one) for one in kept["tried"]]

    def _training(self, parts: Split, weight: float) -> tuple[FleetModel, dict[str, Any], float]:
        arrays, about = self._workspace.arrays("challenger"), self._workspace.json("challenger")
        if arrays is not None and about is not None:
            return FleetModel.from_arrays(arrays, about["config"]), about["config"], about["share"]
        # What tuned the weight may be learned from now; what is held out may not.
        real = list(usable(parts.known))
        ingredients = Ingredients(real, synthetic_kiosks(self._plan.synthetic, self._plan.seed), weight)
        model = fit(ingredients, self._plan.seed, self._report("training"))
        learned = real or ingredients.synthetic
        config = {**model.to_config(), "reference": drift.reference(model, learned[:60])}
        self._workspace.keep_arrays("challenger", model.to_arrays())
        self._workspace.keep_json("challenger", {"config": config, "share": ingredients.share})
        return model, config, ingredients.share

    def _comparison(self, parts: Split, challenger: FleetModel) -> tuple[Figures | None, Figures]:
        number = self._champion.version if self._champion else None
        kept = self._workspace.json("comparison")
        if kept is None or kept["version"] != number:  # another one was promoted meanwhile
            exam = Exam(
                parts.known,
                parts.held_out,
                self._plan.budget,
                self._plan.exam_kiosks,
                self._plan.exam_tries,
            )
            models = [challenger, *([self._champion.model] if self._champion else [])]
            figures = sit(models, exam, self._report("comparison"))
            kept = {"version": number, "figures": [asdict(one) for one in figures]}
            self._workspace.keep_json("comparison", kept)
        ours, *theirs = (
            Figures(**{**one, "by_kiosk": {int(kiosk): score for kiosk, score in one["by_kiosk"].items()}})
            for one in kept["figures"]
        )
        return (theirs[0] if theirs else None), ours

    def _report(self, stage: str) -> Callable[[int, int], None]:
        return lambda done, total: self._progress(stage, done, total)

    def _shown(self, data: Dataset, parts: Split, weight: float, tried: list[Tried], share: float) -> dict[str, Any]:
        first, (held_out, end) = data.span()[0], parts.cuts
        return {
            "kiosks": len(data.kiosks),
            "real_rows": data.rows,
            "synthetic_rows": self._plan.synthetic * SYNTHETIC_DAYS * DAY if weight else 0,
            "synthetic_weight": weight,
            "synthetic_share": round(share, 4),
            "weights": [asdict(one) for one in tried],
            "incidents": data.incidents,
            "held_out_incidents": parts.held_out.incidents,
            "left_out": dict(data.left_out),
            "train_from": first if data.rows else None,
            "train_to": held_out if data.rows else None,
            "held_out_to": end if data.rows else None,
            "data_hash": data.hash(),
            "seed": self._plan.seed,
            "code_version": code_version(),
        }
