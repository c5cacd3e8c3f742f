"""The tasks that Celery's workers run."""

import logging
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_process_init
from sqlalchemy.exc import InterfaceError, OperationalError
from structlog.contextvars import bound_contextvars

from common.database import db, session_scope
from common.errors import Invalid
from common.logs import configure_logging, get_logger
from common.service import Service
from notification_service.gateways.mail import Mailer
from notification_service.gateways.task_queue import DELIVER
from notification_service.services import deliveries, requests
from notification_service.services.deliveries import Policy

logger = get_logger(__name__)

LONGEST_RETRY_SECONDS = 30


def register_tasks(celery: Celery, app: Service, mailer: Mailer, policy: Policy) -> None:
    """Add the service's tasks to Celery, under the names by which others call them."""

    def deliver(delivery_id: int) -> None:
        """The next try of a delivery. When the database is away its row is handed out again later."""
        with app.app_context(), session_scope() as session:
            deliveries.attempt(session, mailer, delivery_id, policy)

    def send_email(task: Any, to_email: str, subject: str, body: str) -> None:
        """Send a mail. It is stored under the task's id first, so a task that comes again sends nothing twice."""
        try:
            with app.app_context(), session_scope() as session, bound_contextvars(request_id=task.request.id):
                key = f"task:{task.request.id}"
                delivery = requests.queue_written_mail(session, key, str(to_email), str(subject), str(body))
                deliveries.attempt(session, mailer, delivery.id, policy)
        except Invalid as error:
            logger.warning("mail_refused", task=task.request.id, error=error.code)
            raise
        except (OperationalError, InterfaceError) as error:
            # Not stored yet, perhaps: the task itself has to come again.
            delay = min(2**task.request.retries, LONGEST_RETRY_SECONDS)
            raise task.retry(exc=error, countdown=delay, max_retries=None) from error

    celery.task(deliver, name=DELIVER)
    celery.task(send_email, name="notification_service.send_email", bind=True)


def run_worker(celery: Celery, app: Service) -> None:
    """Work on tasks until SIGTERM, then finish what is in hand."""

    def log_as_we_do(**_: Any) -> None:
        configure_logging(app.name, app.settings.log_level)
        for name in ("celery.app.trace", "celery.worker.strategy"):
            logging.getLogger(name).addFilter(_without_arguments)

    def start_afresh(**_: Any) -> None:
        """A forked process must not talk on its parent's connections."""
        with app.app_context():
            db.engine.dispose(close=False)

    setup_logging.connect(log_as_we_do, weak=False)
    worker_process_init.connect(start_afresh, weak=False)
    celery.worker_main(["worker", "--without-gossip", "--without-mingle", "--without-heartbeat"])


def _without_arguments(entry: logging.LogRecord) -> bool:
    """Celery logs a task with its arguments, which are people's mails."""
    entry.__dict__.pop("data", None)
    return True
