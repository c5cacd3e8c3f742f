"""Both scripts as they are really run: arguments, kills, restarts, children that end with their spawner."""

import ctypes
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk_app.tests.protocol_server import ProtocolServer, eventually

FOLDER = Path(__file__).resolve().parents[1]
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Runs a script in an empty folder with its output in `output.txt`."""
    running: list[subprocess.Popen[str]] = []

    def run(script: str, *arguments: object, **environment: str) -> "subprocess.Popen[str]":
        with (tmp_path / "output.txt").open("a") as output:
            process = subprocess.Popen(
                [sys.executable, str(FOLDER / script), *map(str, arguments)],
                cwd=tmp_path,
                env={**os.environ, **environment},
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
            )
        running.append(process)
        return process

    yield run
    for process in running:
        process.terminate()
        process.wait(20)


def output(tmp_path: Path) -> str:
    return (tmp_path / "output.txt").read_text()


def children(process: "subprocess.Popen[str]") -> dict[int, str]:
    """The living children of a process and their command lines."""
    found = {}
    for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        if "kiosk_app.py" in command:
            found[int(pid)] = command
    return found


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--serial", "S"], "--server_url"),
        (["--serial", "S", "--server_url", "nowhere"], "'nowhere' is not an address"),
        (["--serial", "S", "--server_url", "http://s", "--interval", "0"], "from 1 to 3600"),
        (["--serial", "S", "--server_url", "http://s", "--interval", "4000"], "from 1 to 3600"),
        (["--serial", "S", "--server_url", "http://s"], "make a new enrolment token"),
    ],
)
def test_a_wrong_start_ends_with_2_and_clear_words(
    start: Start, tmp_path: Path, arguments: list[str], words: str
) -> None:
    assert start("kiosk_app.py", *arguments).wait(20) == 2
    assert words in output(tmp_path)
    assert "Traceback" not in output(tmp_path)


def test_the_spawner_names_what_it_does_not_know(start: Start, tmp_path: Path) -> None:
    (tmp_path / "kiosk_configs.json").write_text('{"1": {"colour": "red"}}')
    assert start("kiosk_spawner.py").wait(20) == 2
    assert "unknown colour" in output(tmp_path)


def test_a_killed_kiosk_brings_its_unacknowledged_readings_later(
    server: ProtocolServer, start: Start, tmp_path: Path
) -> None:
    arguments = (
        "--serial",
        "S",
        "--server_url",
        server.url,
        "--data_dir",
        tmp_path / "data",
        "--interval",
        1,
    )
    first = start("kiosk_app.py", *arguments, KIOSK_ENROLMENT_TOKEN=server.new_enrolment("S"))
    assert eventually(lambda: server.last_seq >= 1)
    server.acks_to_withhold = 1  # one arrives unacknowledged, the next ones do not get out
    assert eventually(lambda: not server.acks_to_withhold)
    first.kill()
    first.wait()
    before = server.last_seq
    second = start("kiosk_app.py", *arguments)
    assert eventually(lambda: server.last_seq >= before + 2)
    seqs = server.seqs
    assert seqs == list(range(1, len(seqs) + 1))
    second.terminate()
    assert second.wait(10) == 0


def test_the_spawner_runs_heals_and_stops_its_kiosks(server: ProtocolServer, start: Start, tmp_path: Path) -> None:
    tokens = {serial: server.new_enrolment(serial) for serial in ("K-1", "K-2")}
    configs = {
        "1": {"serial": "K-1", "enrolment_token": tokens["K-1"], "interval": 1, "model": "K 200"},
        "2": {
            "serial": "K-2",
            "enrolment_token": tokens["K-2"],
            "real_location": {"lat": -34.6, "lng": -58.4},
        },
    }
    (tmp_path / "kiosk_configs.json").write_text(json.dumps(configs))
    arguments = ("--num_kiosks", 2, "--server_url", server.url, "--data_dir", tmp_path / "data")
    spawner = start("kiosk_spawner.py", *arguments)
    assert eventually(lambda: {join["serial"] for join in server.joins} == {"K-1", "K-2"})
    first = children(spawner)
    assert len(first) == 2
    for token in tokens.values():
        assert all(token not in command for command in first.values())
        assert token not in output(tmp_path)

    victim = next(iter(first))
    os.kill(victim, signal.SIGKILL)
    assert eventually(lambda: len(server.joins) == 3)
    second = children(spawner)
    assert len(second) == 2
    assert victim not in second

    spawner.terminate()
    assert spawner.wait(10) == 0
    assert not any(alive(pid) for pid in second)


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc and tgkill")
def test_a_signal_that_meets_another_thread_stops_the_kiosk_too(
    server: ProtocolServer, start: Start, tmp_path: Path
) -> None:
    arguments = ("--serial", "S", "--server_url", server.url, "--data_dir", tmp_path / "data")
    kiosk = start("kiosk_app.py", *arguments, KIOSK_ENROLMENT_TOKEN=server.new_enrolment("S"))
    assert eventually(lambda: server.readings)
    other = next(int(task.name) for task in Path(f"/proc/{kiosk.pid}/task").iterdir() if int(task.name) != kiosk.pid)
    assert ctypes.CDLL(None).tgkill(kiosk.pid, other, signal.SIGTERM) == 0
    assert kiosk.wait(15) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's end")
def test_kiosks_end_with_a_killed_spawner(server: ProtocolServer, start: Start, tmp_path: Path) -> None:
    (tmp_path / "kiosk_configs.json").write_text(
        json.dumps({"1": {"serial": "K-1", "enrolment_token": server.new_enrolment("K-1")}})
    )
    spawner = start("kiosk_spawner.py", "--num_kiosks", 1, "--server_url", server.url)
    assert eventually(lambda: server.joins)
    (child,) = children(spawner)
    spawner.kill()
    assert eventually(lambda: not alive(child))


def test_a_spawner_whose_kiosks_all_need_a_person_ends_with_2(start: Start, tmp_path: Path) -> None:
    assert start("kiosk_spawner.py", "--num_kiosks", 2).wait(20) == 2
    assert output(tmp_path).count("kiosk_given_up") == 2


def test_a_kiosk_whose_faults_cannot_be_written_does_not_stop_the_others(
    server: ProtocolServer, start: Start, tmp_path: Path
) -> None:
    configs = {
        "1": {"serial": "K-1", "faults": ["paper_out"]},
        "2": {"serial": "K-2", "enrolment_token": server.new_enrolment("K-2")},
    }
    (tmp_path / "kiosk_configs.json").write_text(json.dumps(configs))
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "K-1").touch()  # in the way of its folder
    start("kiosk_spawner.py", "--num_kiosks", 2, "--server_url", server.url, "--data_dir", tmp_path / "data")
    assert eventually(lambda: server.joins)
    assert "faults_not_saved" in output(tmp_path)
