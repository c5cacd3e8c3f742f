"""What clients sent that was not let through: counted by name, and logged at a bounded rate."""

from prometheus_client import Counter

from common.logs import get_logger
from websocket_service.services.allowances import Allowance

logger = get_logger(__name__)

REFUSALS = Counter("realtime_refusals_total", "What clients sent or did that was refused, by reason", ["reason"])
# Whoever sends a flood must not write our log full; the counter has them all.
_logged = Allowance(1, 20)


class Refused(Exception):
    """Ends the connection; `status` is the WebSocket's closing code."""

    def __init__(self, reason: str, status: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


def refuse(reason: str, **details: object) -> None:
    """Count a refusal, and log it unless there were too many."""
    REFUSALS.labels(reason).inc()
    if _logged.take():
        logger.warning("refused", reason=reason, **details)
