"""Which other origins' pages may call: none, unless a setting names them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from common.request_id import HEADER

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

ALLOWED_METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE"
ALLOWED_HEADERS = (
    "Authorization, Content-Type, Accept-Language, If-Match, If-None-Match, Idempotency-Key, X-Client, "
    f"X-Requested-With, {HEADER}"
)
EXPOSED_HEADERS = f"ETag, Retry-After, Location, Content-Disposition, {HEADER}"
PREFLIGHT_SECONDS = "600"

Headers = list[tuple[str, str]]


class Cors:
    """Answers pages of the origins that are named. Cookies are not for them: they send tokens."""

    def __init__(self, origins: str) -> None:
        self.origins = frozenset(part.strip().rstrip("/") for part in origins.split(",") if part.strip())

    def allowed(self, origin: str | None) -> str | None:
        """The origin itself when its pages may call."""
        return origin if origin in self.origins else None

    def preflight(self, origin: str) -> Headers:
        """The answer to a browser that asks first."""
        return [
            *self.apply([], origin),
            ("Access-Control-Allow-Methods", ALLOWED_METHODS),
            ("Access-Control-Allow-Headers", ALLOWED_HEADERS),
            ("Access-Control-Max-Age", PREFLIGHT_SECONDS),
            ("Content-Length", "0"),
        ]

    def apply(self, headers: Iterable[tuple[str, str]], origin: str | None) -> Headers:
        """The headers with the gateway's word on who may read the answer, in place of the service's."""
        if not self.origins:
            return list(headers)
        kept = [pair for pair in headers if not pair[0].lower().startswith("access-control-")]
        kept.append(("Vary", "Origin"))
        if origin:
            kept += [("Access-Control-Allow-Origin", origin), ("Access-Control-Expose-Headers", EXPOSED_HEADERS)]
        return kept

    def wrap(self, start_response: "StartResponse", origin: str | None) -> "StartResponse":
        """The same for answers of the gateway itself."""
        if not self.origins:
            return start_response

        def start(status: str, headers: Headers, exc_info: Any = None) -> Any:
            return start_response(status, self.apply(headers, origin), exc_info)

        return start
