"""Composes notification_service."""

from datetime import timedelta

from common.service import Service
from notification_service.config import Settings
from notification_service.consumers import background_work
from notification_service.gateways.mail import SmtpMailer
from notification_service.gateways.mailbox import Mailbox
from notification_service.gateways.task_queue import CeleryQueue, new_celery
from notification_service.messages import MESSAGES
from notification_service.models import Base
from notification_service.routes import deliveries, mailbox
from notification_service.services.deliveries import Policy
from notification_service.tasks import register_tasks, run_worker


def create_app(settings: Settings | None = None) -> Service:
    settings = settings or Settings.load()
    app = Service("notification_service", settings, messages=MESSAGES)
    app.use_database(Base.metadata, settings)
    app.extensions["settings"] = settings
    app.extensions["mailbox"] = Mailbox(settings.mailbox_dir) if settings.mailbox_dir else None

    policy = Policy(
        attempts=settings.delivery_attempts,
        first_delay=timedelta(seconds=settings.delivery_retry_seconds),
        lease=timedelta(seconds=settings.delivery_lease_seconds),
    )
    celery = new_celery(settings)
    queue = CeleryQueue(celery)
    register_tasks(celery, app, _mailer(settings), policy)
    app.extensions["celery"] = celery
    app.task_worker = lambda: run_worker(celery, app)
    app.health.add("broker", queue.waiting)
    app.workers += background_work(app, queue, policy)
    for blueprint in (deliveries.bp, mailbox.bp):
        app.register_blueprint(blueprint)
    return app


def _mailer(settings: Settings) -> SmtpMailer:
    return SmtpMailer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        username=settings.smtp_username,
        password=settings.smtp_password.get_secret_value() if settings.smtp_password else None,
        sender=settings.mail_from,
    )
