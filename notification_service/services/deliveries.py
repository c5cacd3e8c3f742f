"""The way of a delivery: handed to a worker when due, tried under a lease, and again later when that may help.

Whatever dies on the way, the row stays queued and is handed out again when its lease or its delay is over: nothing is
lost. A mail is repeated only when a worker dies between the server's yes and our note of it; `Mail.id` stays the same.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from common.database import transaction
from common.errors import Conflict, NotFound
from common.events import Event, utc_now
from common.logs import get_logger
from common.outbox import record
from notification_service.gateways.mail import Mail, Mailer, MailError
from notification_service.gateways.task_queue import TaskQueue
from notification_service.models import Delivery
from notification_service.repositories import deliveries

logger = get_logger(__name__)

SOURCE = "notification_service"
AT_A_TIME = 100
MOST_WAITING = 200
"""Tasks that may wait in the queue: the rows are what counts, the queue is only how workers hear of them."""
LONGEST_DELAY = timedelta(hours=1)
GROWTH = 4


@dataclass(frozen=True)
class Policy:
    """How often and when a delivery is tried; `lease` is longer than one try may take."""

    attempts: int
    first_delay: timedelta
    lease: timedelta

    def delay_after(self, attempts: int) -> timedelta:
        delay: timedelta = self.first_delay * GROWTH ** (attempts - 1)
        return min(delay, LONGEST_DELAY)


def hand_out_due(session: Session, queue: TaskQueue, policy: Policy) -> int:
    """Hand deliveries that are due to the workers; returns how many.

    The rows move on only if the broker took the tasks; a task that comes twice finds nothing to do.

    Raises:
        Unavailable: when the broker does not answer.
    """
    now = utc_now()
    with transaction(session):
        if not deliveries.any_due(session, now) or queue.waiting() >= MOST_WAITING:
            return 0
        ids = deliveries.take_due(session, now, now + policy.lease, AT_A_TIME)
        queue.deliver(ids)
    return len(ids)


def attempt(session: Session, mailer: Mailer, delivery_id: int, policy: Policy) -> None:
    """Try to send a delivery, unless it is done or somebody is at it. No transaction is open meanwhile."""
    with transaction(session):
        now = utc_now()
        delivery = deliveries.claim(session, delivery_id, now, now + policy.lease)
        if delivery is None:
            return
        mail = _mail(delivery)
    if delivery.attempts > policy.attempts:  # earlier tries ended with their workers
        _finish(session, delivery_id, lambda found: _fail(session, found, "worker_lost", ""))
        return
    try:
        mailer.send(mail)
    except MailError as error:
        problem = error
        logger.warning("mail_not_sent", delivery=delivery_id, error=error.code, detail=error.detail)
        if error.permanent or delivery.attempts >= policy.attempts:
            _finish(session, delivery_id, lambda found: _fail(session, found, problem.code, problem.detail))
        else:
            delay = policy.delay_after(delivery.attempts)
            _finish(session, delivery_id, lambda found: _put_off(found, problem.code, problem.detail, delay))
    else:
        _finish(session, delivery_id, lambda found: _succeed(session, found))


def retry(session: Session, delivery_id: int) -> Delivery:
    """Queue a failed delivery anew, with all its tries.

    Raises:
        NotFound: `delivery_not_found`.
        Conflict: `delivery_not_failed`.
    """
    with transaction(session):
        delivery = deliveries.find(session, delivery_id, locked=True)
        if delivery is None:
            raise NotFound("delivery_not_found")
        if delivery.state != "failed":
            raise Conflict("delivery_not_failed")
        delivery.state, delivery.attempts, delivery.due_at = "queued", 0, utc_now()
    return delivery


def get(session: Session, delivery_id: int) -> Delivery:
    """Raises NotFound `delivery_not_found`."""
    delivery = deliveries.find(session, delivery_id)
    if delivery is None:
        raise NotFound("delivery_not_found")
    return delivery


def _mail(delivery: Delivery) -> Mail:
    return Mail(
        id=uuid.uuid5(uuid.NAMESPACE_OID, delivery.key).hex,
        to=delivery.to,
        subject=delivery.subject,
        body=delivery.body,
        private=delivery.private,
        at=delivery.created_at,
    )


def _finish(session: Session, delivery_id: int, change: Callable[[Delivery], None]) -> None:
    """Note how a try ended, unless another worker has taken over and ended it."""
    with transaction(session):
        delivery = deliveries.find(session, delivery_id, locked=True)
        if delivery is not None and delivery.state == "queued":
            delivery.lease_until = None
            change(delivery)


def _succeed(session: Session, delivery: Delivery) -> None:
    delivery.state, delivery.sent_at = "sent", utc_now()
    delivery.error = delivery.error_detail = None
    if delivery.private:
        delivery.body = ""
    record(session, _event("notification.delivered", delivery))


def _put_off(delivery: Delivery, error: str, detail: str, delay: timedelta) -> None:
    delivery.error, delivery.error_detail = error, detail[:300]
    delivery.due_at = utc_now() + delay


def _fail(session: Session, delivery: Delivery, error: str, detail: str) -> None:
    delivery.state, delivery.error, delivery.error_detail = "failed", error, detail[:300]
    record(session, _event("notification.failed", delivery))


def _event(event_type: str, delivery: Delivery) -> Event:
    data = {
        "delivery_id": delivery.id,
        "channel": delivery.channel,
        "to": delivery.to,
        "template": delivery.template,
        "error": delivery.error,
    }
    return Event(event_type, SOURCE, f"delivery:{delivery.id}", data)
