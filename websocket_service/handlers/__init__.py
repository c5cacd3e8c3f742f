"""Socket.IO entry points: parse, call, answer."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from redis.exceptions import RedisError

from common.errors import ServiceError, Unavailable
from common.logs import get_logger

logger = get_logger(__name__)

Handler = TypeVar("Handler", bound=Callable[..., dict[str, Any]])


def refusal(error: Exception, handler: str) -> dict[str, Any]:
    """The acknowledgement `{ok: false, code}` of an error; none may end the connection.

    `unavailable` means that the caller should keep what it sent and send it again.
    """
    if isinstance(error, RedisError | Unavailable):
        logger.warning("not_available", handler=handler, error=str(error))
        return {"ok": False, "code": "unavailable"}
    if isinstance(error, ServiceError):
        return {"ok": False, "code": error.code}
    logger.error("handler_failed", handler=handler, exc_info=error)
    return {"ok": False, "code": "internal_error"}


def answering(handler: Handler) -> Handler:
    """Turn errors of a handler into acknowledgements."""

    @wraps(handler)
    def answer(*args: Any) -> dict[str, Any]:
        try:
            return handler(*args)
        except Exception as error:  # noqa: BLE001  # the last line of defence of the socket; logged by `refusal`
            return refusal(error, handler.__name__)

    return cast(Handler, answer)
