"""A run from data to decision: never trained on the newest rows, the same by seed, and resumed where it stopped."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ai_service.synthetic.effects import apply
from ai_service.synthetic.faults import FAULTS
from ai_service.tests.unit.fleets import SMALL, few_steps, hidden_faults, normal_rows, small_fleet, with_incident
from ai_service.training import drift
from ai_service.training.data import Dataset, KioskRows, newest_rows, split
from ai_service.training.exam import Exam, sit
from ai_service.training.fit import Ingredients, fit, synthetic_kiosks
from ai_service.training.pipeline import Champion, Outcome, Pipeline
from ai_service.training.workspace import Workspace

Progress = Callable[[str, int, int], None]
STAGES = ("data", "weight", "training", "comparison", "gate")


@pytest.fixture(scope="module", autouse=True)
def quick_training() -> Iterator[None]:
    yield from few_steps()


class Crash(BaseException):
    """The process is gone."""


def quiet(stage: str, done: int, total: int) -> None:
    pass


def run(
    folder: Path,
    data: Callable[[], Dataset] = small_fleet,
    champion: Champion | None = None,
    progress: Progress = quiet,
) -> Outcome:
    return Pipeline(data, champion, SMALL, Workspace(folder), progress).run()


@pytest.fixture(scope="module")
def whole(quick_training: None, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """A run that nobody interrupted."""
    return run(tmp_path_factory.mktemp("whole"))


def test_a_run_tells_its_stages_its_data_and_its_decision(tmp_path: Path) -> None:
    told: list[str] = []
    outcome = run(tmp_path, progress=lambda stage, done, total: told.append(stage))
    assert list(dict.fromkeys(told)) == list(STAGES)
    assert outcome.verdict.decision == "promote"
    assert outcome.data["kiosks"] == 3
    assert outcome.data["incidents"] == outcome.data["held_out_incidents"] == 3
    assert outcome.data["train_from"] < outcome.data["train_to"] < outcome.data["held_out_to"]
    assert 0 <= outcome.data["synthetic_share"] <= 1
    assert outcome.comparison["champion"] is None
    assert outcome.comparison["challenger"]["vus_pr"] > 0.5
    assert set(outcome.comparison["challenger"]["recall"]) == set(FAULTS)


def test_the_weight_of_synthetic_rows_is_what_did_best_on_real_ones(whole: Outcome) -> None:
    tried = {one["weight"]: one["score"] for one in whole.data["weights"]}
    assert 0.0 in tried
    assert tried[whole.data["synthetic_weight"]] >= max(tried.values()) - 0.005


def test_without_anything_real_all_is_synthetic(tmp_path: Path) -> None:
    outcome = run(tmp_path, lambda: Dataset([]))
    assert outcome.verdict.decision == "promote"
    assert (outcome.data["synthetic_share"], outcome.data["real_rows"]) == (1.0, 0)
    assert {one["score"] for one in outcome.data["weights"]} == {None}
    assert np.mean(list(outcome.challenger.recall.values())) > 0.8


def test_the_newest_rows_are_never_trained_on(whole: Outcome, tmp_path: Path) -> None:
    def other_newest() -> Dataset:
        """The same fleet, but what is held out is quite different."""
        cut = split(small_fleet()).cuts[0]
        kiosks = []
        for rows in small_fleet().kiosks:
            first = int(np.searchsorted(rows.table.times, cut))
            table = apply(rows.table, FAULTS["door_open"], first, len(rows), 8.0, np.random.default_rng(0))
            kiosks.append(KioskRows(rows.kiosk, table, rows.normal, rows.fault))
        return Dataset(kiosks)

    other = run(tmp_path, other_newest)
    assert other.data["data_hash"] != whole.data["data_hash"]
    assert np.array_equal(other.model.detector.whitening, whole.model.detector.whitening)


def test_what_people_called_faulty_is_not_learned_as_normal() -> None:
    clean = small_fleet(faults=())
    known = Dataset([with_incident(rows, "door_open", 300, 8.0) for rows in clean.kiosks])
    as_normal = Dataset([KioskRows(r.kiosk, r.table, r.normal | r.fault, r.fault & False) for r in known.kiosks])
    kept_out, learned = (fit(Ingredients(data.kiosks, [], 0.0), seed=1) for data in (known, as_normal))
    rows = known.kiosks[0]
    scores = [
        model.detector.score_table(model.profile, rows.table).raw[rows.fault].mean() for model in (kept_out, learned)
    ]
    assert scores[0] > scores[1]


def test_the_same_seed_gives_the_same_model(whole: Outcome, tmp_path: Path) -> None:
    again = run(tmp_path)
    for name, array in whole.model.to_arrays().items():
        assert np.array_equal(array, again.model.to_arrays()[name]), name
    assert whole.config == again.config
    assert whole.data == again.data


@pytest.mark.parametrize("stage", STAGES)
def test_a_run_that_died_in_a_stage_goes_on_to_the_same_end(stage: str, whole: Outcome, tmp_path: Path) -> None:
    gathered: list[int] = []

    def gather() -> Dataset:
        gathered.append(1)
        return small_fleet()

    def die(at: str, done: int, total: int) -> None:
        if at == stage and done == total:
            raise Crash

    with pytest.raises(Crash):
        run(tmp_path, gather, progress=die)
    told: list[tuple[str, int]] = []
    resumed = run(tmp_path, gather, progress=lambda at, done, total: told.append((at, done)))
    assert len(gathered) == 1, "the data is that of the first try"
    for name, array in whole.model.to_arrays().items():
        assert np.array_equal(array, resumed.model.to_arrays()[name]), name
    assert resumed.data == whole.data
    assert resumed.verdict.decision == whole.verdict.decision
    before = STAGES[: STAGES.index(stage)]
    assert {at for at, done in told if done} & set(before) <= {"data"}, "whole stages are not done again"


def test_a_half_written_result_of_a_stage_is_made_anew(whole: Outcome, tmp_path: Path) -> None:
    run(tmp_path)
    for path in tmp_path.iterdir():
        path.write_bytes(path.read_bytes()[:50])
    again = run(tmp_path)
    assert np.array_equal(again.model.detector.whitening, whole.model.detector.whitening)


def test_when_another_champion_came_meanwhile_it_is_compared_with_that(whole: Outcome, tmp_path: Path) -> None:
    first = run(tmp_path, champion=Champion(1, whole.model))  # itself
    same = ("vus_pr", "false_alerts", "recall", "false_recall", "size_bytes")
    assert [first.comparison["champion"][name] for name in same] == [
        first.comparison["challenger"][name] for name in same
    ]
    blind = fit(Ingredients(hidden_faults(small_fleet()).kiosks, [], 0.0), seed=1)
    second = run(tmp_path, champion=Champion(2, blind))
    assert second.comparison["champion"]["vus_pr"] != first.comparison["champion"]["vus_pr"]
    assert second.data == first.data


def test_splits_follow_each_other_in_time() -> None:
    parts = split(small_fleet(kiosks=2))
    assert parts.train.span()[1] < parts.tuning.span()[0] < parts.tuning.span()[1] < parts.held_out.span()[0]
    assert parts.train.rows + parts.tuning.rows == parts.known.rows
    assert parts.held_out.rows == pytest.approx(0.2 * 2 * 4320, rel=0.02)


def test_a_large_fleet_is_cut_to_its_newest_rows() -> None:
    data = Dataset([normal_rows(kiosk, 1.0) for kiosk in range(3)])
    cut = newest_rows(data, 1500)
    assert [len(rows) for rows in cut.kiosks] == [500] * 3
    assert cut.kiosks[0].table.times[-1] == data.kiosks[0].table.times[-1]


def test_faults_are_found_by_their_kind() -> None:
    model = fit(Ingredients([], synthetic_kiosks(4, seed=1), 1.0), seed=1)
    (figures,) = sit([model], Exam(Dataset([]), Dataset([]), budget=1.0, kiosks=3, tried=2))
    assert set(figures.recall) == set(FAULTS)
    assert set(figures.false_recall) == {"rush_hour", "software_update", "heat_wave"}
    assert np.mean(list(figures.recall.values())) > 0.85
    assert figures.recall["clock_jump"] == figures.recall["paper_out"] == 1.0


def test_a_larger_budget_gives_more_alerts_on_normal_rows() -> None:
    parts = split(small_fleet(kiosks=3, days=5.0, faults=()))
    model = fit(Ingredients(parts.known.kiosks, [], 0.0), seed=1)
    few, many = (sit([model], Exam(parts.known, parts.held_out, budget, kiosks=0))[0] for budget in (0.5, 20.0))
    assert few.kiosk_days == many.kiosk_days == pytest.approx(0.2 * 3 * 5, rel=0.05)
    assert few.alerts < many.alerts <= 20 * many.kiosk_days + 2 * np.sqrt(20 * many.kiosk_days)


@pytest.fixture(scope="module")
def watched(quick_training: None) -> tuple[object, dict[str, dict[str, list[float]]], list[KioskRows]]:
    kiosks = [normal_rows(kiosk, 4.0) for kiosk in range(3)]
    model = fit(Ingredients(kiosks, [], 0.0), seed=1)
    return model, drift.reference(model, kiosks), kiosks


def drifted(found: list[drift.Drifted]) -> set[str]:
    return {item.metric for item in found if item.drifted}


def raised(kiosks: list[KioskRows], metric: str, by: float, *, from_half: bool = False) -> list[KioskRows]:
    """A metric that lies higher, from the beginning or from the middle on."""
    found = []
    for rows in kiosks:
        values = rows.table.values.copy()
        values[len(values) // 2 if from_half else 0 :, rows.table.names.index(metric)] += by
        found.append(replace(rows, table=replace(rows.table, values=values)))
    return found


def test_what_a_model_was_trained_on_has_not_drifted(watched) -> None:  # type: ignore[no-untyped-def]
    model, edges, kiosks = watched
    found = drift.compare(model, edges, kiosks)
    assert drifted(found) <= {"disk_usage"}, "which is cleared once a week"
    assert not drift.calls_for_training(found)
    assert not found[-1].adwin


def test_a_metric_that_has_moved_is_named_and_the_score_moves_with_it(watched) -> None:  # type: ignore[no-untyped-def]
    model, edges, kiosks = watched
    moved = raised(kiosks, "ram_usage", 30)
    found = {item.metric: item for item in drift.compare(model, edges, moved)}
    assert {"ram_usage", drift.SCORE} <= drifted(list(found.values()))
    assert found["ram_usage"].psi is not None
    assert found["ram_usage"].psi > 1
    assert "humidity" not in drifted(list(found.values()))
    assert drift.calls_for_training(list(found.values()))
    assert not found["ram_usage"].adwin, "it is higher throughout: nothing changed within these days"


def test_a_change_of_the_score_within_the_days_is_seen_by_adwin(watched) -> None:  # type: ignore[no-untyped-def]
    model, edges, kiosks = watched
    stepped = raised(kiosks, "ram_usage", 40, from_half=True)
    assert drift.compare(model, edges, stepped)[-1].adwin


def test_a_change_within_the_days_is_seen_by_adwin(watched) -> None:  # type: ignore[no-untyped-def]
    model, edges, kiosks = watched
    stepped = raised(kiosks, "humidity", 15, from_half=True)
    found = {item.metric: item for item in drift.compare(model, edges, stepped)}
    assert found["humidity"].adwin
    assert not found[drift.SCORE].adwin, "which it moves little"
    assert not found["ram_usage"].adwin
