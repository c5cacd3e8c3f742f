"""The store keeps what it took, in order, over kills and restarts, and never gives a `seq` out twice."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk_app.errors import NeedsPersonError
from kiosk_app.store import ReadingStore

WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from kiosk_app.store import ReadingStore
store = ReadingStore(Path(sys.argv[1]))
while True:
    print(store.append({"cpu_usage": 1.5}), flush=True)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "readings.db"


def seqs(store: ReadingStore) -> list[int]:
    return [seq for seq, _ in store.oldest(10_000)]


def filled(path: Path, count: int, limit: int = 1000) -> ReadingStore:
    store = ReadingStore(path, limit)
    for number in range(count):
        store.append({"number": number})
    return store


def test_readings_come_back_in_order_as_they_went_in(path: Path) -> None:
    store = filled(path, 5)
    assert [(seq, reading["number"]) for seq, reading in store.oldest(3)] == [(1, 0), (2, 1), (3, 2)]
    store.forget(store.oldest(3))
    assert seqs(store) == [4, 5]
    assert store.pending == 2


def test_the_sequence_continues_over_a_restart_even_when_all_was_settled(path: Path) -> None:
    store = filled(path, 3)
    store.forget(store.oldest(3))
    store.close()
    assert ReadingStore(path).append({}) == 4


def test_a_full_store_drops_the_oldest_and_counts_them(path: Path) -> None:
    store = filled(path, 250, limit=200)
    assert store.pending <= 200
    assert store.dropped == 250 - store.pending
    assert seqs(store) == list(range(store.dropped + 1, 251))
    dropped = store.dropped
    store.close()
    assert ReadingStore(path, 200).dropped == dropped


def test_everything_it_confirmed_is_there_after_kill_9(path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(root)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout
    confirmed = [int(writer.stdout.readline()) for _ in range(200)]
    writer.kill()
    confirmed += [int(line) for line in writer.stdout.read().split("\n")[:-1]]
    writer.wait()
    store = ReadingStore(path)
    assert confirmed == list(range(1, len(confirmed) + 1))
    assert seqs(store)[: len(confirmed)] == confirmed
    assert store.append({}) > confirmed[-1]


def test_a_second_process_may_not_open_it(path: Path) -> None:
    first = filled(path, 1)
    with pytest.raises(NeedsPersonError, match="does this kiosk run already"):
        ReadingStore(path)
    assert first.append({}) == 2


def test_a_new_store_moves_its_readings_above_what_the_server_has(path: Path) -> None:
    store = filled(path, 5)
    store.align(3)
    assert [reading["number"] for _, reading in store.oldest(9)] == [0, 1, 2, 3, 4]
    assert seqs(store) == [4, 5, 6, 7, 8]
    assert store.append({}) == 9


def test_a_known_store_leaves_possible_duplicates_to_the_server(path: Path) -> None:
    store = filled(path, 5)
    store.align(0)
    store.align(3)
    assert seqs(store) == [1, 2, 3, 4, 5]


def test_a_store_older_than_the_server_goes_on_above_it(path: Path) -> None:
    store = filled(path, 2)
    store.align(0)
    store.align(90)
    assert seqs(store) == [91, 92]
    assert store.append({}) == 93


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.just(("append", 0)),
            st.just(("append", 0)),
            st.tuples(st.just("forget"), st.integers(1, 5)),
            st.tuples(st.just("join"), st.integers(0, 60)),
            st.just(("reopen", 0)),
        ),
        max_size=40,
    )
)
def test_whatever_happens_each_reading_gets_a_higher_seq(steps: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = ReadingStore(Path(folder, "readings.db"), limit=20)
        highest = 0
        for step, number in steps:
            if step == "append":
                seq = store.append({})
                assert seq > highest
                highest = seq
            elif step == "forget" and (batch := store.oldest(number)):
                store.forget(batch)
            elif step == "join":
                store.align(number)
                highest = max(highest, number)
            elif step == "reopen":
                store.close()
                store = ReadingStore(Path(folder, "readings.db"), limit=20)
            assert seqs(store) == sorted(set(seqs(store)))
            assert len(seqs(store)) == store.pending <= 20
        store.close()
