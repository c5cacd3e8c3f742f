"""Socket.IO entry points: parse, call, answer."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from redis.exceptions import RedisError

from common.errors import ServiceError, Unavailable
from common.logs import get_logger

logger = get_logger(__name__)

Handler = TypeVar("Handler", bound=Callable[..., dict[str, Any]])


def answering(handler: Handler) -> Handler:
    """Turn errors of a handler into an acknowledgement `{ok: false, code}`: none may end the connection.

    `unavailable` means that the caller should keep what it sent and send it again.
    """

    @wraps(handler)
    def answer(*args: Any) -> dict[str, Any]:
        try:
            return handler(*args)
        except (RedisError, Unavailable) as error:
            logger.warning("not_durable", handler=handler.__name__, error=str(error))
            return {"ok": False, "code": "unavailable"}
        except ServiceError as error:
            return {"ok": False, "code": error.code}
        except Exception as error:  # the last line of defence of the socket
            logger.error("handler_failed", handler=handler.__name__, exc_info=error)
            return {"ok": False, "code": "internal_error"}

    return cast(Handler, answer)
