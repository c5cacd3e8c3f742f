"""The spawner's mode `async`: the same kiosks, in one process."""

import json
from pathlib import Path
from typing import Any

import pytest

from kiosk_app.config import InvalidSetting
from kiosk_app.fleet import MAX_KIOSKS, load_specs
from kiosk_app.tests.protocol_server import ProtocolServer, eventually
from kiosk_app.tests.test_processes import Start, children, output, start

__all__ = ["start"]


def configs(server: ProtocolServer, tmp_path: Path, count: int, **more: Any) -> None:
    """Describe kiosks K-1, K-2, … that can enrol."""
    kiosks = {
        str(number): {
            "serial": f"K-{number}",
            "enrolment_token": server.new_enrolment(f"K-{number}"),
            "interval": 1,
            **more,
        }
        for number in range(1, count + 1)
    }
    (tmp_path / "kiosk_configs.json").write_text(json.dumps(kiosks))


def arguments(server: ProtocolServer, tmp_path: Path, count: int, sales: float = 0) -> tuple[object, ...]:
    """How the spawner is called."""
    options = {"num_kiosks": count, "server_url": server.url, "data_dir": tmp_path / "data", "sales": sales}
    return ("kiosk_spawner.py", "--mode=async", *(f"--{name}={value}" for name, value in options.items()))


def seqs_of(server: ProtocolServer, serial: str) -> list[int]:
    return [reading["seq"] for reading in list(server.readings) if reading["serial"] == serial]


def test_many_kiosks_share_one_process_and_keep_their_own_sequences(
    server: ProtocolServer, start: Start, tmp_path: Path
) -> None:
    configs(server, tmp_path, 30, faults=["paper_out"])
    spawner = start(*arguments(server, tmp_path, 30))
    assert eventually(lambda: len(server.last_seqs) == 30 and min(server.last_seqs.values()) >= 3, 60)
    assert children(spawner) == {}
    for serial in server.last_seqs:
        seqs = seqs_of(server, serial)
        assert seqs == list(range(1, len(seqs) + 1))
        assert (tmp_path / "data" / serial / "identity.json").exists()
    assert server.readings[-1]["peripherals"]["printer_status"] == "no_paper"
    spawner.terminate()
    assert spawner.wait(20) == 0


def test_after_kill_9_all_of_them_go_on_where_they_were(server: ProtocolServer, start: Start, tmp_path: Path) -> None:
    configs(server, tmp_path, 5)
    first = start(*arguments(server, tmp_path, 5))
    assert eventually(lambda: len(server.last_seqs) == 5 and min(server.last_seqs.values()) >= 2, 60)
    server.stop()
    first.kill()
    first.wait()
    server.start()
    before = dict(server.last_seqs)
    start(*arguments(server, tmp_path, 5))
    assert eventually(lambda: all(server.last_seqs[serial] >= before[serial] + 2 for serial in before), 60)
    for serial in before:
        seqs = seqs_of(server, serial)
        assert seqs == list(range(1, len(seqs) + 1))


def test_sales_keep_their_keys_over_kill_9(server: ProtocolServer, start: Start, tmp_path: Path) -> None:
    configs(server, tmp_path, 2)
    server.sale_answers_to_withhold = 1
    first = start(*arguments(server, tmp_path, 2, sales=0.01))
    assert eventually(lambda: len(server.sales) > 5, 60)
    first.kill()
    first.wait()
    (unanswered,) = (key for key in server.sales if server.sale_attempts.index(key) == 0)
    server.late_acks.set()
    start(*arguments(server, tmp_path, 2))  # sells nothing new
    assert eventually(lambda: server.sale_attempts.count(unanswered) == 2, 60)


def test_one_that_needs_a_person_does_not_stop_the_others(server: ProtocolServer, start: Start, tmp_path: Path) -> None:
    configs(server, tmp_path, 2)
    server.enrolment_tokens.pop("K-1")
    spawner = start(*arguments(server, tmp_path, 2))
    assert eventually(lambda: server.last_seqs.get("K-2", 0) >= 3, 60)
    assert "needs_person" in output(tmp_path)
    assert spawner.poll() is None


def test_when_all_need_a_person_it_ends_with_2(start: Start, tmp_path: Path) -> None:
    assert start("kiosk_spawner.py", "--mode=async", "--num_kiosks=2").wait(30) == 2


def test_each_mode_has_its_limit() -> None:
    with pytest.raises(InvalidSetting, match="run 1 to 500 kiosks in mode process"):
        load_specs(None, MAX_KIOSKS["process"] + 1)
    with pytest.raises(InvalidSetting, match="run 1 to 10000 kiosks in mode async"):
        load_specs(None, MAX_KIOSKS["async"] + 1, "async")
    assert len(load_specs(None, MAX_KIOSKS["async"], "async")) == 10_000


def test_what_kiosks_never_use_is_not_loaded(start: Start, tmp_path: Path) -> None:
    spawner = start("kiosk_spawner.py", "--mode=async", "--num_kiosks=1", PYTHONVERBOSE="1")
    assert spawner.wait(30) == 2
    loaded = output(tmp_path)
    assert "import 'socketio'" in loaded
    assert "import 'requests'" not in loaded
