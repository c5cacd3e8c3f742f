"""The same key and body do the work once, however often and however simultaneously they come."""

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from common.database import session_scope
from common.errors import Conflict
from common.idempotency import run_once
from common.service import Service


@pytest.fixture
def app(built: Callable[[str], Service]) -> Iterator[Service]:
    app = built("kiosk_service")
    with app.app_context():
        yield app


@pytest.fixture
def key() -> str:
    return uuid.uuid4().hex


def test_a_repeated_key_answers_the_first_result(app: Service, key: str) -> None:
    done: list[int] = []

    def work() -> dict[str, Any]:
        done.append(1)
        return {"id": len(done)}

    with session_scope() as session:
        assert run_once(session, "scope", key, {"a": 1}, work) == ({"id": 1}, False)
        assert run_once(session, "scope", key, {"a": 1}, work) == ({"id": 1}, True)
        assert run_once(session, "another scope", key, {"a": 1}, work) == ({"id": 2}, False)


def test_a_key_with_another_body_is_a_conflict(app: Service, key: str) -> None:
    with session_scope() as session:
        run_once(session, "scope", key, {"a": 1}, dict)
        with pytest.raises(Conflict, match="idempotency_key_reused"):
            run_once(session, "scope", key, {"a": 2}, dict)


def test_a_key_whose_work_failed_may_be_used_again(app: Service, key: str) -> None:
    def fail() -> dict[str, Any]:
        raise RuntimeError("out of paper")

    with session_scope() as session:
        with pytest.raises(RuntimeError):
            run_once(session, "scope", key, {}, fail)
        assert run_once(session, "scope", key, {}, lambda: {"id": 1}) == ({"id": 1}, False)


def test_simultaneous_tries_do_the_work_once(app: Service, key: str) -> None:
    done: list[int] = []

    def work() -> dict[str, Any]:
        done.append(1)
        return {"id": 1}

    def attempt(_: int) -> tuple[dict[str, Any], bool]:
        with app.app_context(), session_scope() as session:
            return run_once(session, "scope", key, {"a": 1}, work)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(attempt, range(8)))
    assert len(done) == 1
    assert sorted(replayed for _, replayed in answers) == [False] + [True] * 7
    assert all(result == {"id": 1} for result, _ in answers)
