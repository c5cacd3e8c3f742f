"""Celery's side of a delivery: handing it to a worker."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from celery import Celery
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from common.errors import Unavailable
from common.logs import get_logger
from notification_service.config import Settings

logger = get_logger(__name__)

DELIVER = "notification_service.deliver"
QUEUE = "celery"
"""Celery's default, so that whoever calls a task by its name needs to know the broker and nothing else."""


class TaskQueue(Protocol):
    """Work for the workers. Both raise `Unavailable` when the broker does not answer."""

    def waiting(self) -> int:
        """How many tasks no worker has taken yet."""

    def deliver(self, delivery_ids: Sequence[int]) -> None:
        """Ask workers to make the next try of these deliveries."""


def new_celery(settings: Settings) -> Celery:
    """Celery with Redis as its broker and without results: deliveries keep their own state.

    A task is acknowledged when it has ended, so the tasks of a worker that is killed come back; after two minutes,
    which is longer than any may take.
    """
    celery = Celery("notification_service", set_as_current=False, broker=settings.redis_url)
    celery.conf.update(
        accept_content=["json"],
        broker_connection_max_retries=None,
        broker_connection_retry_on_startup=True,
        broker_transport_options={
            "visibility_timeout": 2 * settings.delivery_lease_seconds,
            "socket_connect_timeout": 2,
            "socket_timeout": 10,
            "socket_keepalive": True,
            "max_retries": 1,  # of a publish; whoever publishes tries again by themselves
        },
        task_acks_late=True,
        task_default_queue=QUEUE,
        task_ignore_result=True,
        task_publish_retry=False,
        task_reject_on_worker_lost=True,
        task_soft_time_limit=settings.delivery_lease_seconds - 3,
        task_time_limit=settings.delivery_lease_seconds - 1,
        timezone="UTC",
        worker_concurrency=settings.task_concurrency,
        worker_hijack_root_logger=False,
        worker_pool=settings.task_pool,
        worker_prefetch_multiplier=1,
    )
    return celery


class CeleryQueue:
    """The real queue. Each call opens a connection: there are few, and what a connection remembers of a broker that has
    lost its data would be wrong."""

    def __init__(self, celery: Celery) -> None:
        self._celery = celery

    def waiting(self) -> int:
        with self._connection() as connection:
            return int(connection.default_channel.client.llen(QUEUE))

    def deliver(self, delivery_ids: Sequence[int]) -> None:
        with self._connection() as connection, self._celery.amqp.Producer(connection) as producer:
            for delivery_id in delivery_ids:
                self._celery.send_task(DELIVER, args=[delivery_id], producer=producer)

    @contextmanager
    def _connection(self) -> Iterator[Any]:
        try:
            with self._celery.connection_for_write() as connection:
                yield connection
        except (KombuError, RedisError, OSError) as error:
            logger.warning("broker_away", error=str(error))
            raise Unavailable("service_unavailable", service="broker") from error
