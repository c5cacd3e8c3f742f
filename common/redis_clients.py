"""Connections to the two Redis (or Valkey) servers."""

from redis import BlockingConnectionPool, Redis
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

MAX_CONNECTIONS = 50
WAIT_SECONDS = 5
RETRIES = 3
ANSWER_SECONDS = 10


def connect_redis(url: str, retries: int = RETRIES, timeout: float = ANSWER_SECONDS) -> Redis:
    """A client with bounded waits: a server that restarts is met by a short retry, one that is away by an error.

    More callers than connections wait for one, for some seconds.

    Args:
        retries: 0 for a consumer of streams. A read whose answer got lost must show: what it was given waits in the
            consumer's pending part and has to be taken up before anything newer.
        timeout: seconds to wait for an answer.
        timeout: seconds to wait for an answer.
    """
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=MAX_CONNECTIONS,
        timeout=WAIT_SECONDS,
        socket_connect_timeout=2,
        socket_timeout=timeout,
        health_check_interval=30,
        retry=Retry(ExponentialBackoff(cap=0.5, base=0.05), retries),
        retry_on_error=[RedisConnectionError, RedisTimeoutError] if retries else [],
    )
    return Redis(connection_pool=pool)
