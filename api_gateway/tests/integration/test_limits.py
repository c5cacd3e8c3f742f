"""Counting in Redis, and without it."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from redis import Redis

from api_gateway.services.limits import Limits
from common.errors import TooManyRequests


def allowed(limits: Limits, subject: str, per_minute: int) -> bool:
    try:
        limits.count(subject, per_minute)
    except TooManyRequests as error:
        return error.retry_after not in range(1, 61)
    return True


@pytest.mark.parametrize("limit", [1, 10, 300, 1200])
def test_one_process_allows_exactly_the_limit(redis: Redis, limit: int) -> None:
    limits = Limits(redis)
    assert Counter(allowed(limits, "of-this-test:1", limit) for _ in range(limit + 20)) == {True: limit, False: 20}


def test_threads_together_never_get_more(redis: Redis) -> None:
    limits = Limits(redis)
    with ThreadPoolExecutor(16) as threads:
        outcomes = Counter(threads.map(lambda _: allowed(limits, "of-this-test:2", 300), range(1000)))
    assert outcomes[True] <= 300
    assert outcomes[True] >= 290


def test_processes_share_a_window_and_leave_almost_nothing_of_it(redis: Redis) -> None:
    processes = [Limits(redis) for _ in range(4)]
    count = sum(allowed(processes[n % 4], "of-this-test:3", 1200) for n in range(4000))
    assert 1190 <= count <= 1200


def test_most_calls_ask_nobody(redis: Redis) -> None:
    limits = Limits(redis)
    before = redis.info("commandstats")["cmdstat_evalsha"]["calls"] if allowed(limits, "warm", 9) else 0
    for _ in range(800):
        limits.count("of-this-test:4", 1200)
    assert redis.info("commandstats")["cmdstat_evalsha"]["calls"] - before < 80


def test_who_is_over_the_limit_is_let_in_again_when_the_window_ends(redis: Redis) -> None:
    Limits(redis).count("of-this-test:5", 1)
    assert not allowed(Limits(redis), "of-this-test:5", 1)
    assert 0 < redis.pttl("limit:of-this-test:5") <= 60_000
    redis.delete("limit:of-this-test:5")
    assert allowed(Limits(redis), "of-this-test:5", 1)


def test_without_redis_a_process_counts_for_itself() -> None:
    limits = Limits(Redis.from_url("redis://127.0.0.1:1/0"))
    assert [allowed(limits, "of-this-test:6", 3) for _ in range(5)] == [True] * 3 + [False] * 2
