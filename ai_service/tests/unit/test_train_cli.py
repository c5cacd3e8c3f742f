"""`python -m ai_service.train`: the same run on a file, with clear words for files that cannot be learned from."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from ai_service.registry.files import ModelFiles
from ai_service.tests.unit.fleets import few_steps
from ai_service.train import main
from ai_service.training.csv_file import BadFile, read

HEAD = "cpu_usage,memory_usage,network_latency,label"
SMALL = ["--synthetic_kiosks", "2", "--exam_kiosks", "1"]


@pytest.fixture(scope="module", autouse=True)
def quick_training() -> Iterator[None]:
    yield from few_steps()


def rows(count: int = 2000) -> list[str]:
    """Every 400 rows something is wrong for 20."""
    rng = np.random.default_rng(1)
    wrong = np.arange(count) % 400 >= 380
    values = rng.normal([30, 50, 40], [3, 2, 5], (count, 3)) + wrong[:, None] * np.array([25, 12, 80])
    return [f"{cpu:.2f},{ram:.2f},{ms:.2f},{int(bad)}" for (cpu, ram, ms), bad in zip(values, wrong, strict=True)]


def write(path: Path, lines: list[str], head: str = HEAD) -> Path:
    path.write_text("\n".join([head, *lines]) + "\n")
    return path


def test_a_file_is_learned_from_and_the_version_is_kept_with_its_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, models = write(tmp_path / "real.csv", rows()), tmp_path / "models"
    command = ["--real_data_path", str(file), "--models_dir", str(models), "--seed", "4", *SMALL]
    assert main(command) == 0
    said = capsys.readouterr().out
    for words in ("2000 rows of 1 kiosks, 5 incidents", "training", "synthetic rows at weight 0.3", "decision: "):
        assert words in said
    stored = ModelFiles(models).load("anomaly", 1)
    assert (stored.manifest.seed, stored.manifest.parent, stored.manifest.run_id) == (4, None, None)
    assert stored.manifest.metrics["vus_pr"] > 0.5
    assert main(command) == 0
    assert "compared with version 1" in capsys.readouterr().out
    assert ModelFiles(models).load("anomaly", 2).manifest.parent == 1
    assert file.read_text().startswith(HEAD)


def test_other_names_times_and_kiosks_are_understood(tmp_path: Path) -> None:
    lines = [
        f"{number % 2 + 7},2026-01-05T{number // 60:02d}:{number % 60:02d}:00Z,{row}"
        for number, row in enumerate(rows(300))
    ]
    data = read(write(tmp_path / "file.csv", lines, f"kiosk_id,timestamp,{HEAD}"))
    assert [len(kiosk) for kiosk in data.kiosks] == [150, 150]
    table = data.kiosks[0].table
    assert table.names == ("cpu_usage", "ram_usage", "latency")
    assert np.diff(table.times).tolist() == [120.0] * 149
    assert table.times[0] == 1_767_571_200


def test_empty_cells_are_missing_values(tmp_path: Path) -> None:
    lines = rows(300)
    lines[5] = ",50,40,0"
    data = read(write(tmp_path / "file.csv", lines))
    assert np.isnan(data.kiosks[0].table.values[5, 0])
    assert data.kiosks[0].table.values[5, 1] == 50


def test_columns_of_text_are_passed_over(tmp_path: Path) -> None:
    lines = [f"{row},planta baja,12" for row in rows(300)]
    data = read(write(tmp_path / "file.csv", lines, f"{HEAD},place,disk_usage"))
    assert data.kiosks[0].table.names == ("cpu_usage", "ram_usage", "latency", "disk_usage")


@pytest.mark.parametrize(
    ("head", "line", "words"),
    [
        (f"{HEAD},ram_usage", "{row},50", "both memory_usage and ram_usage"),
        (f"{HEAD},latency", "{row},50", "both network_latency and latency"),
        ("cpu_usage,memory_usage,network_latency,was,label", "{row},1", "no kiosk has 60 rows that are normal"),
        (f"timestamp,{HEAD}", "2026-01-05,{row}", "no kiosk has 60 rows that are normal"),
    ],
)
def test_a_file_without_enough_that_is_normal_or_with_a_metric_twice_is_refused(
    tmp_path: Path, head: str, line: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path / "file.csv", [line.format(row=row) for row in rows(300)], head)
    assert main(["--real_data_path", str(file), "--models_dir", str(tmp_path / "models")]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "models").exists()


@pytest.mark.parametrize(
    ("head", "change", "words"),
    [
        ("cpu_usage,memory_usage,label", {}, "lacks network_latency"),
        (HEAD, {3: "x,50,40,0"}, "line 5: cpu_usage is 'x', no number"),
        (HEAD, {3: "30,50,40,2"}, "line 5: label is '2'"),
        (HEAD, {3: "30,50,40,"}, "line 5: label is empty"),
        (f"timestamp,{HEAD}", {3: "yesterday,30,50,40,0"}, "line 5: timestamp is"),
        (HEAD, {3: "1,2,3,0,5,6,7"}, "is no CSV"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_its_place(
    tmp_path: Path, head: str, change: dict[int, str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    width = head.count(",") + 1
    prefix = "2026-01-05T00:00:00Z," if head.startswith("timestamp") else ""
    lines = [prefix + ",".join(row.split(",")[: width if not prefix else width - 1]) for row in rows(300)]
    for place, line in change.items():
        lines[place] = line
    file = write(tmp_path / "file.csv", lines, head)
    assert main(["--real_data_path", str(file), "--models_dir", str(tmp_path / "models")]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "models").exists()


@pytest.mark.parametrize(
    ("content", "words"), [(b"", "no CSV"), (b"\xff\xfe\x00,\x81", "UTF-8"), (b"a,b\n1,2\n", "lacks")]
)
def test_what_is_no_table_is_told(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "file.csv").write_bytes(content)
    with pytest.raises(BadFile, match=words):
        read(tmp_path / "file.csv")


def test_files_that_are_not_there_or_too_short_are_told(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="no such file"):
        read(tmp_path / "none.csv")
    with pytest.raises(BadFile, match="directory"):
        read(tmp_path)
    with pytest.raises(BadFile, match="20 rows are too few"):
        read(write(tmp_path / "file.csv", rows(20)))
