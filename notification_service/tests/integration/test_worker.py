"""A real Celery worker process: mails go through the broker, and through kills."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from celery import Celery
from redis import Redis

from common.database import session_scope
from common.service import Service
from common.testing.services import Servers
from notification_service.consumers import hand_out
from notification_service.gateways.task_queue import CeleryQueue
from notification_service.models import Delivery
from notification_service.services import requests
from notification_service.services.deliveries import Policy
from notification_service.services.requests import FromTemplate
from notification_service.tests.smtp import MailServer, mail_server

ROOT = Path(__file__).parents[3]
LEASE_SECONDS = 5
SECONDS = 40
POLICY = Policy(attempts=6, first_delay=timedelta(0), lease=timedelta(seconds=LEASE_SECONDS))


class Outside:
    """The service's processes around the worker, and the mail server it talks to."""

    def __init__(self, app: Service, servers: Servers, mails: MailServer) -> None:
        self.app = app
        self.mails = mails
        self.celery: Celery = app.extensions["celery"]
        self._environment = {
            **os.environ,
            **servers.environment("notification_service"),
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(mails.port),
            "DELIVERY_LEASE_SECONDS": str(LEASE_SECONDS),
            "DELIVERY_RETRY_SECONDS": "0",
        }

    @contextmanager
    def worker(self) -> Iterator["subprocess.Popen[bytes]"]:
        process = subprocess.Popen(
            [sys.executable, "-m", "common.run", "tasks", "notification_service"],
            cwd=ROOT,
            env=self._environment,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(20)

    def ask(self, key: str) -> int:
        with self.app.app_context(), session_scope() as session:
            return requests.queue_mail(
                session, key, FromTemplate("ana@example.com", "test", "es", {"public_url": key})
            ).id

    def states(self) -> list[str]:
        hand_out(self.app, CeleryQueue(self.celery), POLICY)
        with self.app.app_context(), session_scope() as session:
            return [delivery.state for delivery in session.query(Delivery).order_by(Delivery.id)]

    def becomes(self, *states: str) -> bool:
        deadline = time.monotonic() + SECONDS
        while self.states() != list(states):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.1)
        return True


@pytest.fixture
def outside(committing_app: Service, servers: Servers) -> Iterator[Outside]:
    with mail_server() as mails:
        yield Outside(committing_app, servers, mails)
    with session_scope() as session:
        session.query(Delivery).delete()
        session.commit()


def test_mails_that_were_asked_for_without_a_worker_are_sent_when_one_comes(outside: Outside) -> None:
    for number in range(5):
        outside.ask(f"test:{number}")
    assert outside.states() == ["queued"] * 5
    with outside.worker():
        assert outside.becomes(*["sent"] * 5)
    assert outside.mails.taken.qsize() == 5


def test_a_broker_that_lost_everything_loses_no_mail(outside: Outside, redis: Redis) -> None:
    with outside.worker():
        outside.ask("test:before")
        assert outside.becomes("sent")
        redis.flushall()
        outside.ask("test:after")
        assert outside.becomes("sent", "sent")
    assert outside.mails.taken.qsize() == 2


def test_anyone_may_send_a_mail_by_the_name_of_the_task(outside: Outside, servers: Servers) -> None:
    stranger = Celery("stranger", broker=servers.valkey.url, set_as_current=False)
    with outside.worker():
        stranger.send_task("notification_service.send_email", args=["ana@example.com", "Hi\r\nBcc: b@x.com", "Text"])
        found = outside.mails.taken.get(timeout=SECONDS)
        assert outside.becomes("sent")
        stranger.send_task("notification_service.send_email", args=["nobody", "Hi", "Text"])
        stranger.send_task(
            "notification_service.send_email", kwargs={"to_email": "b@example.com", "subject": "S", "body": "B"}
        )
        assert outside.becomes("sent", "sent")
    assert (found["Subject"], found["Bcc"]) == ("Hi Bcc: b@x.com", None)
    assert found.get_content().strip() == "Text"


@pytest.mark.parametrize("by_name", [False, True])
def test_a_worker_killed_in_the_middle_loses_nothing_and_nothing_comes_twice(
    outside: Outside, servers: Servers, by_name: bool
) -> None:
    outside.mails.answers = [None]
    with outside.worker() as victim:
        if by_name:
            outside.celery.send_task("notification_service.send_email", args=["ana@example.com", "S", "B"])
        else:
            outside.ask("test:killed")
            outside.states()
        waiting = outside.mails.tried.get(timeout=SECONDS)
        assert outside.states() == ["queued"]
        os.killpg(victim.pid, signal.SIGKILL)
        victim.wait()
    with Redis.from_url(servers.valkey.url) as broker:
        # The broker gives the dead worker's task back when it is old enough: now it is.
        (task,) = broker.zrange("unacked_index", 0, -1)
        broker.zadd("unacked_index", {task: 0})
        with outside.worker():
            assert outside.becomes("sent")
            assert not broker.hlen("unacked")
    assert outside.mails.taken.qsize() == 1
    assert outside.mails.taken.get()["Message-ID"] == waiting["Message-ID"] is not None


def test_a_mail_server_that_keeps_us_waiting_holds_one_try_up_and_not_the_mail(outside: Outside) -> None:
    outside.mails.answers = [None, "451 busy"]
    with outside.worker():
        outside.ask("test:slow")
        assert outside.becomes("sent")
    assert outside.mails.tried.qsize() == 3
    assert outside.mails.taken.qsize() == 1
