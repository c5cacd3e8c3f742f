"""Celery's side of long work: handing it to the one child that does it, and the hours of nightly jobs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from celery import Celery
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from ai_service.config import Settings
from common.errors import Unavailable
from common.logs import get_logger

logger = get_logger(__name__)

QUEUE = "ai"
LONGEST_TASK_SECONDS = 3600


class TaskQueue(Protocol):
    """Work for the worker. Both raise `Unavailable` when the broker does not answer."""

    def waiting(self) -> int:
        """How many tasks no worker has taken yet."""

    def send(self, task: str, *arguments: int) -> None:
        """Ask for a task."""


def new_celery(settings: Settings) -> Celery:
    """Celery with Redis as its broker and without results: runs keep their own state.

    One task at a time, in a child of its own that ends with it, so that the memory of training is given back. A task
    whose child dies comes back.
    """
    celery = Celery("ai_service", set_as_current=False, broker=settings.redis_url)
    celery.conf.update(
        accept_content=["json"],
        # Redis keeps when each nightly job ran last, and which of several replicas tells the time.
        beat_max_loop_interval=20,
        beat_scheduler="redbeat.RedBeatScheduler",
        broker_connection_max_retries=None,
        broker_connection_retry_on_startup=True,
        broker_transport_options={
            "visibility_timeout": 2 * LONGEST_TASK_SECONDS,
            "socket_connect_timeout": 2,
            "socket_timeout": 10,
            "socket_keepalive": True,
            "max_retries": 1,  # of a publish; whoever publishes tries again by themselves
        },
        redbeat_key_prefix="ai_service:nightly:",
        redbeat_redis_options={"socket_connect_timeout": 2, "socket_timeout": 10},
        redbeat_redis_url=settings.redis_url,
        task_acks_late=True,
        task_default_queue=QUEUE,
        task_ignore_result=True,
        task_publish_retry=False,
        task_reject_on_worker_lost=True,
        task_soft_time_limit=LONGEST_TASK_SECONDS - 60,
        task_time_limit=LONGEST_TASK_SECONDS,
        timezone=settings.time_zone,
        worker_concurrency=1,
        worker_hijack_root_logger=False,
        worker_max_tasks_per_child=1,
        worker_pool="prefork",
        worker_prefetch_multiplier=1,
    )
    return celery


class CeleryQueue:
    """The real queue. Each call opens a connection: there are few of them."""

    def __init__(self, celery: Celery) -> None:
        self._celery = celery

    def waiting(self) -> int:
        with self._connection() as connection:
            return int(connection.default_channel.client.llen(QUEUE))

    def send(self, task: str, *arguments: int) -> None:
        with self._connection() as connection, self._celery.amqp.Producer(connection) as producer:
            self._celery.send_task(task, args=list(arguments), producer=producer)

    @contextmanager
    def _connection(self) -> Iterator[Any]:
        try:
            with self._celery.connection_for_write() as connection:
                yield connection
        except (KombuError, RedisError, OSError) as error:
            logger.warning("broker_away", error=str(error))
            raise Unavailable("service_unavailable", service="broker") from error
