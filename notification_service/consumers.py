"""What notification_service does in the background: it listens for wishes and hands deliveries to the workers."""

from common.database import session_scope
from common.errors import Unavailable
from common.event_consumer import event_consumer
from common.logs import get_logger
from common.service import Service
from common.worker import Periodic, Worker
from notification_service.gateways.task_queue import TaskQueue
from notification_service.services import deliveries, requests
from notification_service.services.deliveries import Policy

logger = get_logger(__name__)

HAND_OUT_SECONDS = 0.5


def background_work(app: Service, queue: TaskQueue, policy: Policy) -> list[Worker]:
    return [
        event_consumer(app, {"notification.requested": requests.queue_requested}),
        Periodic("notification_service:hand-out", HAND_OUT_SECONDS, lambda: hand_out(app, queue, policy)),
    ]


def hand_out(app: Service, queue: TaskQueue, policy: Policy) -> None:
    """Hand out all that is due; while the broker is away it waits in the database."""
    try:
        with app.app_context(), session_scope() as session:
            while deliveries.hand_out_due(session, queue, policy) == deliveries.AT_A_TIME:
                pass
    except Unavailable as error:
        logger.warning("deliveries_wait", error=str(error))
