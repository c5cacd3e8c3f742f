"""Turns: each piece is one member's at a time, shares are even, and what is lost is noticed."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from redis import Redis

from common import leases
from common.leases import Member, TurnLost
from common.testing.waiting import eventually

PIECES = 5


@pytest.fixture(autouse=True)
def short_leases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "LEASE_SECONDS", 2.0)
    monkeypatch.setattr(leases, "RENEW_SECONDS", 0.1)


@contextmanager
def running(redis: Redis) -> Iterator[Member]:
    member, stop = Member(redis, "work", PIECES), threading.Event()
    thread = threading.Thread(target=member.run, args=(stop,))
    thread.start()
    try:
        yield member
    finally:
        stop.set()
        thread.join()
        for piece in range(PIECES):
            member.give_up(piece)


def taken(member: Member) -> set[int]:
    return {piece for piece in range(PIECES) if member.take(piece)}


def test_one_member_has_everything(redis: Redis) -> None:
    with running(redis) as member:
        assert eventually(lambda: taken(member) == set(range(PIECES)))


def test_two_members_share_and_never_have_the_same(redis: Redis) -> None:
    with running(redis) as one:
        assert eventually(lambda: len(taken(one)) == PIECES)
        with running(redis) as two:

            def is_shared() -> bool:
                of_one, of_two = taken(one), taken(two)
                assert not of_one & of_two
                return {len(of_one), len(of_two)} == {2, 3}

            assert eventually(is_shared)
        assert eventually(lambda: len(taken(one)) == PIECES)


def test_who_is_at_work_keeps_its_piece_until_it_asks_again(redis: Redis) -> None:
    with running(redis) as one:
        assert eventually(lambda: len(taken(one)) == PIECES)
        with running(redis) as two:
            assert eventually(lambda: any(map(one.holds, range(PIECES))) and bool(redis.zcard("members:work") == 2))
            assert taken(two) == set()
            for piece in range(PIECES):
                one.turn(piece).check()


def test_a_lease_that_ran_out_is_noticed_before_work_goes_on(redis: Redis) -> None:
    with running(redis) as member:
        assert eventually(lambda: len(taken(member)) == PIECES)
    turn = member.turn(0)
    with pytest.raises(TurnLost):
        turn.check()
    assert not turn.take()
