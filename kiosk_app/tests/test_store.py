"""The store keeps what it took, in order, over kills, restarts and full disks, and never gives a `seq` out twice."""

import sqlite3
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk_app import database
from kiosk_app.errors import NeedsPersonError
from kiosk_app.log import EventLog
from kiosk_app.store import ReadingQueue, ReadingStore

LOG = EventLog()
PADDING = "x" * 5000  # each reading needs a page of its own
WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from kiosk_app.log import EventLog
from kiosk_app.store import ReadingStore
store = ReadingStore(Path(sys.argv[1]), EventLog())
readings = store.queue("K")
while True:
    seq = readings.append({"cpu_usage": 1.5})
    store.flush()
    print(seq, flush=True)
"""


class Kiosk:
    """The readings of kiosk K in a file, each written as it is taken."""

    def __init__(self, path: Path, limit: int = 1000, memory: int = 720) -> None:
        self.store = ReadingStore(path, LOG, limit=limit, memory=memory)
        self.readings: ReadingQueue = self.store.queue("K")

    def take(self, number: int = 0) -> int:
        seq = self.readings.append({"number": number, "padding": PADDING})
        self.store.flush()
        return seq

    @property
    def seqs(self) -> list[int]:
        return [seq for seq, _ in self.readings.oldest(10_000)]

    @property
    def numbers(self) -> list[int]:
        return [row.reading["number"] for row in self.readings.oldest(10_000)]

    def settle(self, count: int) -> None:
        self.readings.settle(self.readings.oldest(count))

    def fill_disk(self) -> None:
        """From now on the file may not grow by a page, as on a full disk (SQLITE_FULL)."""
        (pages,) = self.store.database.execute("PRAGMA page_count").fetchone()
        self.store.database.execute(f"PRAGMA max_page_count = {pages}")

    def make_room(self) -> None:
        self.store.database.execute("PRAGMA max_page_count = 1000000")

    def die(self) -> None:
        """End as kill -9 does: what was not written is gone."""
        self.store.database.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "readings.db"


def filled(path: Path, count: int, limit: int = 1000) -> Kiosk:
    kiosk = Kiosk(path, limit)
    for number in range(count):
        kiosk.take(number)
    return kiosk


def on_a_full_disk(path: Path, memory: int = 720) -> tuple[Kiosk, int]:
    """A kiosk that has joined and whose disk has just taken no more; and its last `seq` on disk."""
    kiosk = Kiosk(path, memory=memory)
    kiosk.readings.align(0)
    kiosk.take()
    kiosk.fill_disk()
    while not kiosk.store.troubled:
        last = kiosk.readings.last_seq
        kiosk.take()
    return kiosk, last


def test_readings_come_back_in_order_as_they_went_in(path: Path) -> None:
    kiosk = filled(path, 50)
    assert [(seq, row.reading["number"]) for row in kiosk.readings.oldest(3) for seq in [row.seq]] == [
        (1, 0),
        (2, 1),
        (3, 2),
    ]
    kiosk.settle(30)
    assert kiosk.seqs == list(range(31, 51))
    assert kiosk.readings.pending == 20


def test_the_sequence_continues_over_a_restart_even_when_all_was_settled(path: Path) -> None:
    kiosk = filled(path, 3)
    kiosk.settle(3)
    kiosk.store.close()
    assert Kiosk(path).take() == 4


def test_what_the_machine_remembers_comes_back(path: Path) -> None:
    kiosk = Kiosk(path)
    kiosk.readings.append({}, {"paper": 0.5})
    kiosk.store.flush()
    kiosk.die()
    assert Kiosk(path).readings.machine == {"paper": 0.5}


def test_a_full_store_drops_the_oldest_and_counts_them(path: Path) -> None:
    kiosk = filled(path, 250, limit=200)
    readings = kiosk.readings
    assert readings.pending <= 200
    assert readings.dropped == 250 - readings.pending
    assert kiosk.seqs == list(range(readings.dropped + 1, 251))
    dropped = readings.dropped
    kiosk.store.close()
    assert Kiosk(path, 200).readings.dropped == dropped


def test_everything_it_confirmed_is_there_after_kill_9(path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(root)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout
    confirmed = [int(writer.stdout.readline()) for _ in range(200)]
    writer.kill()
    confirmed += [int(line) for line in writer.stdout.read().split("\n")[:-1]]
    writer.wait()
    kiosk = Kiosk(path)
    assert confirmed == list(range(1, len(confirmed) + 1))
    assert kiosk.seqs[: len(confirmed)] == confirmed
    assert kiosk.take() > confirmed[-1]


def test_a_second_process_may_not_open_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.1)
    first = filled(path, 1)
    with pytest.raises(NeedsPersonError, match="does this kiosk run already"):
        Kiosk(path)
    assert first.take() == 2


def test_a_process_that_is_still_ending_is_waited_for(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PATIENCE", 30.0)
    first = filled(path, 1)
    with ThreadPoolExecutor(1) as other:
        second = other.submit(Kiosk, path)
        with pytest.raises(TimeoutError):
            second.result(0.2)
        first.store.close()
        assert second.result(20).take() == 2


def test_kiosks_of_one_file_have_sequences_of_their_own(path: Path) -> None:
    store = ReadingStore(path, LOG, kiosks=2)
    one, other = store.queue("K-1"), store.queue("K-2")
    assert [one.append({}), one.append({}), other.append({})] == [1, 2, 1]
    store.flush()
    one.settle(one.oldest(9))
    store.close()
    store = ReadingStore(path, LOG, kiosks=2)
    assert (store.queue("K-1").pending, store.queue("K-2").pending) == (0, 1)
    assert store.queue("K-1").append({}) == 3


@pytest.mark.parametrize("spoilt", [b"this is no database, whatever its name says" * 100, b"\x00" * 10, None])
def test_a_spoilt_file_is_set_aside_and_a_new_one_begun(
    path: Path, capsys: pytest.CaptureFixture[str], spoilt: bytes | None
) -> None:
    kiosk = filled(path, 300)
    kiosk.store.close()
    content = bytearray(path.read_bytes())
    content[4096:9000] = b"\xff" * (9000 - 4096)  # the header is right, the pages are not
    path.write_bytes(spoilt or bytes(content))
    kiosk = Kiosk(path)
    assert "store_set_aside" in capsys.readouterr().out
    assert len(list(path.parent.glob("readings.db.spoilt-*"))) == 1
    kiosk.take()
    kiosk.readings.align(300)
    assert kiosk.seqs == [301]


def test_a_new_store_moves_its_readings_above_what_the_server_has(path: Path) -> None:
    kiosk = filled(path, 5)
    kiosk.readings.align(3)
    assert kiosk.numbers == [0, 1, 2, 3, 4]
    assert kiosk.seqs == [4, 5, 6, 7, 8]
    assert kiosk.take() == 9
    kiosk.die()
    assert Kiosk(path).seqs == [4, 5, 6, 7, 8, 9]


def test_a_known_store_leaves_possible_duplicates_to_the_server(path: Path) -> None:
    kiosk = filled(path, 5)
    kiosk.readings.align(0)
    kiosk.readings.align(3)
    assert kiosk.seqs == [1, 2, 3, 4, 5]


def test_a_store_older_than_the_server_goes_on_above_it(path: Path) -> None:
    kiosk = filled(path, 2)
    kiosk.readings.align(0)
    kiosk.readings.align(90)
    assert kiosk.seqs == [1, 2]  # sent by whoever sent the others: duplicates
    assert kiosk.take() == 91


def test_with_a_full_disk_readings_go_on_from_memory_in_order(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kiosk, on_disk = on_a_full_disk(path)
    for _ in range(50):
        kiosk.take()
    assert kiosk.seqs == list(range(1, on_disk + 52))
    kiosk.settle(on_disk + 10)
    assert kiosk.seqs == list(range(on_disk + 11, on_disk + 52))
    assert capsys.readouterr().out.count("disk_trouble") == 1
    kiosk.make_room()
    kiosk.store.flush()
    assert "disk_works_again" in capsys.readouterr().out
    kiosk.die()
    assert Kiosk(path).seqs == list(range(on_disk + 11, on_disk + 52))


def test_memory_is_bounded_while_the_disk_is_full_and_the_oldest_in_it_go(path: Path) -> None:
    kiosk, on_disk = on_a_full_disk(path, memory=20)
    for _ in range(100):
        kiosk.take()
    newest = kiosk.readings.last_seq
    assert kiosk.seqs == [*range(1, on_disk + 1), *range(newest - 19, newest + 1)]
    assert kiosk.readings.dropped == newest - 20 - on_disk
    assert kiosk.readings.pending == len(kiosk.seqs)


def test_a_number_sent_from_memory_is_never_used_again_after_kill_9(path: Path) -> None:
    kiosk, on_disk = on_a_full_disk(path)
    for _ in range(4):
        kiosk.take()
    the_server_has = kiosk.readings.last_seq  # all of it was sent, five readings from memory
    assert the_server_has == on_disk + 5
    kiosk.die()
    kiosk = Kiosk(path)
    for number in range(100, 110):  # more than five, before the server can be asked
        kiosk.take(number)
    kiosk.readings.align(the_server_has)
    new = [row for row in kiosk.readings.oldest(1000) if row.seq > the_server_has]
    assert [row.reading["number"] for row in new] == list(range(100, 110))
    assert [row.seq for row in new] == list(range(the_server_has + 1, the_server_has + 11))
    assert kiosk.seqs[:on_disk] == list(range(1, on_disk + 1))  # the server knows them: duplicates


def test_the_doubt_about_numbers_outlasts_further_restarts(path: Path) -> None:
    kiosk, on_disk = on_a_full_disk(path)
    kiosk.die()
    for number in (100, 101, 102):
        kiosk = Kiosk(path)
        kiosk.take(number)
        kiosk.die()
    kiosk = Kiosk(path)
    kiosk.readings.align(on_disk + 1)
    assert kiosk.seqs[-3:] == [on_disk + 2, on_disk + 3, on_disk + 4]
    assert kiosk.numbers[-3:] == [100, 101, 102]


STEPS = st.lists(
    st.one_of(
        st.just(("take", 0)),
        st.just(("take", 0)),
        st.tuples(st.just("settle"), st.integers(1, 5)),
        st.tuples(st.just("join"), st.integers(0, 60)),
        st.sampled_from([("reopen", 0), ("die", 0), ("full", 0), ("room", 0)]),
    ),
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_whatever_happens_each_reading_gets_a_higher_seq(steps: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "readings.db")
        kiosk = Kiosk(path, limit=20, memory=5)
        highest = 0
        for step, number in steps:
            if step == "take":
                seq = kiosk.take()
                assert seq > highest
                highest = seq
            elif step == "settle" and kiosk.seqs:
                kiosk.settle(number)
            elif step == "join":
                try:
                    kiosk.readings.align(number)
                except sqlite3.OperationalError:
                    assert kiosk.store.troubled
                highest = kiosk.readings.last_seq
                assert highest >= number or kiosk.store.troubled
            elif step in {"reopen", "die"}:
                kiosk.store.close() if step == "reopen" else kiosk.die()
                kiosk = Kiosk(path, limit=20, memory=5)
                highest = kiosk.readings.last_seq
            elif step == "full":
                kiosk.fill_disk()
            elif step == "room":
                kiosk.make_room()
            assert kiosk.seqs == sorted(set(kiosk.seqs))
            assert len(kiosk.seqs) == kiosk.readings.pending <= 20
        kiosk.store.close()
