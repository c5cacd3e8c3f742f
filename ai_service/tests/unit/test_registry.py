"""Versions as files: whole or not there, checked before use, and the one before serves while one cannot be used."""

import json
import pickle
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ai_service.registry.files import (
    ABOUT,
    ARRAYS,
    Manifest,
    ModelError,
    ModelFiles,
    ModelMissing,
    ModelTampered,
    StoredModel,
)
from ai_service.registry.serving import Serving, Wanted

MANIFEST = Manifest(
    config={"names": ["cpu_usage"]},
    created_at="2026-01-05T00:00:00.000Z",
    data_hash="d" * 64,
    code_version="1",
    seed=1,
    synthetic_share=0.5,
)


@pytest.fixture
def files(tmp_path: Path) -> ModelFiles:
    return ModelFiles(tmp_path / "models")


def publish(files: ModelFiles, value: float = 1.0, manifest: Manifest = MANIFEST) -> StoredModel:
    arrays = {"weights": np.full((3, 2), value, np.float32), "bias": np.array(value)}
    return files.load("anomaly", files.publish("anomaly", arrays, manifest))


def place(tmp_path: Path, version: int, name: str) -> Path:
    return tmp_path / "models" / "anomaly" / str(version) / name


def test_what_was_published_is_loaded(files: ModelFiles) -> None:
    stored = publish(files, 2.5, replace(MANIFEST, metrics={"vus_pr": 0.5}, parent=7, run_id=3))
    assert (stored.version, stored.manifest.parent, stored.manifest.run_id) == (1, 7, 3)
    assert stored.manifest.config == {"names": ["cpu_usage"]}
    assert stored.manifest.metrics == {"vus_pr": 0.5}
    assert np.array_equal(stored.arrays["weights"], np.full((3, 2), 2.5, np.float32))
    assert stored.arrays["bias"].shape == ()
    assert files.state("anomaly", 1, stored.checksum) == "ready"


def test_versions_count_up_and_are_never_written_again(files: ModelFiles) -> None:
    first = publish(files, 1.0)
    assert [publish(files, 2.0).version, publish(files, 3.0).version] == [2, 3]
    assert files.versions("anomaly") == [1, 2, 3]
    assert files.load("anomaly", 1).checksum == first.checksum


def test_the_same_model_has_the_same_checksum(files: ModelFiles) -> None:
    assert publish(files).checksum == publish(files).checksum


def test_many_who_publish_at_once_get_a_number_each(files: ModelFiles) -> None:
    threads = [threading.Thread(target=publish, args=(files, float(number))) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert files.versions("anomaly") == list(range(1, 9))
    assert {float(files.load("anomaly", version).arrays["bias"]) for version in range(1, 9)} == set(
        map(float, range(8))
    )


def test_a_draft_of_someone_who_died_is_no_version(files: ModelFiles, tmp_path: Path) -> None:
    publish(files)
    draft = tmp_path / "models" / "anomaly" / ".draft-left"
    draft.mkdir()
    (draft / ARRAYS).write_bytes(b"half")
    assert files.versions("anomaly") == [1]
    assert publish(files).version == 2


def test_a_disk_that_is_full_leaves_nothing(files: ModelFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        publish(files)
    assert list((tmp_path / "models" / "anomaly").iterdir()) == []


@pytest.mark.parametrize("name", [ARRAYS, ABOUT])
def test_a_missing_file_is_missing(files: ModelFiles, tmp_path: Path, name: str) -> None:
    stored = publish(files)
    place(tmp_path, 1, name).unlink()
    with pytest.raises(ModelMissing):
        files.load("anomaly", 1)
    assert files.state("anomaly", 1, stored.checksum) == "missing"
    with pytest.raises(ModelMissing):
        files.load("anomaly", 99)


def test_a_changed_byte_is_noticed(files: ModelFiles, tmp_path: Path) -> None:
    stored = publish(files)
    path = place(tmp_path, 1, ARRAYS)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(ModelTampered):
        files.load("anomaly", 1)
    assert files.state("anomaly", 1, stored.checksum) == "broken"


def test_changed_settings_are_noticed(files: ModelFiles, tmp_path: Path) -> None:
    publish(files)
    path = place(tmp_path, 1, ABOUT)
    about = json.loads(path.read_text())
    about["config"]["names"] = ["latency"]
    path.write_text(json.dumps(about))
    with pytest.raises(ModelTampered):
        files.load("anomaly", 1)


def test_files_that_were_replaced_together_are_noticed_by_who_keeps_the_checksum(
    files: ModelFiles, tmp_path: Path
) -> None:
    original = publish(files, 1.0)
    forged = publish(files, 9.0)
    for name in (ARRAYS, ABOUT):
        place(tmp_path, 1, name).write_bytes(place(tmp_path, forged.version, name).read_bytes())
    with pytest.raises(ModelTampered):
        files.load("anomaly", 1, original.checksum)


@pytest.mark.parametrize("kept", [0, 1, 7, 40])
@pytest.mark.parametrize("name", [ARRAYS, ABOUT])
def test_a_truncated_file_is_refused(files: ModelFiles, tmp_path: Path, name: str, kept: int) -> None:
    publish(files)
    path = place(tmp_path, 1, name)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(ModelError):
        files.load("anomaly", 1)


def test_a_pickle_in_the_place_of_arrays_is_not_run(files: ModelFiles, tmp_path: Path) -> None:
    publish(files)
    trace = tmp_path / "was-run"

    class Bomb:
        def __reduce__(self) -> tuple[object, ...]:
            return Path.touch, (trace,)

    place(tmp_path, 1, ARRAYS).write_bytes(pickle.dumps(Bomb()))
    with pytest.raises(ModelError):
        files.load("anomaly", 1)
    assert not trace.exists()


def test_a_file_that_grows_without_end_is_not_read_whole(
    files: ModelFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(files)
    monkeypatch.setattr("ai_service.registry.files.LARGEST", 10)
    with pytest.raises(ModelError, match="too large"):
        files.load("anomaly", 1)


def test_a_run_finds_what_it_has_published(files: ModelFiles) -> None:
    publish(files, 1.0, replace(MANIFEST, run_id=4))
    publish(files, 2.0, replace(MANIFEST, run_id=5))
    assert files.made_by("anomaly", 4) == 1
    assert files.made_by("anomaly", 6) is None


def build(stored: StoredModel) -> float:
    return float(stored.arrays["bias"])


def wanted(*versions: StoredModel) -> list[Wanted]:
    return [Wanted(stored.version, stored.checksum) for stored in versions]


def test_a_version_is_loaded_before_it_takes_the_others_place(files: ModelFiles, tmp_path: Path) -> None:
    first, second = publish(files, 1.0), publish(files, 2.0)
    serving = Serving(files, "anomaly", build)
    assert serving.current is None
    assert serving.follow(wanted(first)) is None
    place(tmp_path, 2, ARRAYS).write_bytes(b"")
    refusal = serving.follow(wanted(second, first))
    assert refusal is not None
    assert (refusal.version, refusal.code, refusal.serving) == (2, "checksum_mismatch", 1)
    assert serving.current is not None
    assert (serving.current.version, serving.current.model) == (1, 1.0)


def test_after_a_start_the_newest_of_the_earlier_ones_that_can_be_used_serves(
    files: ModelFiles, tmp_path: Path
) -> None:
    versions = [publish(files, float(number)) for number in (1, 2, 3)]
    place(tmp_path, 3, ABOUT).unlink()
    serving = Serving(files, "anomaly", build)
    refusal = serving.follow(wanted(*reversed(versions)))
    assert refusal is not None
    assert (refusal.code, refusal.serving) == ("missing", 2)


def test_a_model_that_was_repaired_serves_again(files: ModelFiles, tmp_path: Path) -> None:
    first, second = publish(files, 1.0), publish(files, 2.0)
    path = place(tmp_path, 2, ARRAYS)
    content = path.read_bytes()
    path.unlink()
    serving = Serving(files, "anomaly", build)
    assert serving.follow(wanted(second, first)) is not None
    path.write_bytes(content)
    assert serving.follow(wanted(second, first)) is None
    assert serving.current is not None
    assert serving.current.version == 2


def test_when_none_can_be_used_what_served_goes_on(files: ModelFiles, tmp_path: Path) -> None:
    first, second = publish(files, 1.0), publish(files, 2.0)
    serving = Serving(files, "anomaly", build)
    serving.follow(wanted(first))
    for version in (1, 2):
        place(tmp_path, version, ABOUT).write_text("{}")
    refusal = serving.follow(wanted(second))
    assert refusal is not None
    assert refusal.serving == 1


def test_a_version_of_another_code_is_refused_and_not_served(files: ModelFiles) -> None:
    def old_code(stored: StoredModel) -> float:
        raise KeyError("whitening")

    serving = Serving(files, "anomaly", old_code)
    refusal = serving.follow(wanted(publish(files)))
    assert refusal is not None
    assert (refusal.code, refusal.serving, serving.current) == ("unreadable", None, None)
