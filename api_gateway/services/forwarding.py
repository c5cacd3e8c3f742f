"""Passing a request on to a service, and its answer back, as streams."""

import math
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPException

from urllib3.connection import HTTPConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ReadTimeoutError
from urllib3.response import BaseHTTPResponse

from api_gateway.services.connections import Breaker, Connections
from api_gateway.services.routing import Upstream
from common.errors import ServiceError, Unavailable
from common.logs import get_logger

logger = get_logger(__name__)

# RFC 9110, 7.6.1: these concern one connection only.
HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
SAFE_METHODS = frozenset({"GET", "HEAD"})
RETRY_PAUSE_SECONDS = 0.1
CHUNK = 64 * 1024
"""Larger answers travel in pieces of this size."""


class BadAnswer(ServiceError):
    """The service broke off or did not speak HTTP."""

    status = 502


class TimedOut(ServiceError):
    """The service did not answer in time."""

    status = 504


@dataclass(frozen=True)
class Answer:
    """What a service answered. `body` gives its connection back when it ends or is closed."""

    status: int
    headers: list[tuple[str, str]]
    body: "Iterable[bytes]"


class _NeverReached(Exception):
    """The service has not seen the request: it may go out again."""


class Forwarder:
    """Sends requests to one service over kept connections."""

    def __init__(self, upstream: Upstream, connections: Connections, breaker: Breaker) -> None:
        self.service = upstream.service
        self._connections = connections
        self._breaker = breaker

    def send(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str],
        body: Iterable[bytes] | None,
        silent_seconds: float,
    ) -> Answer:
        """The service's answer.

        Args:
            target: path and query, as the caller wrote them.
            body: the pieces of the request's body; needs a `Content-Length`, else it is sent in chunks.
            silent_seconds: the service may say nothing for so long.

        Raises:
            Unavailable: `service_unavailable`, when it cannot be reached or is left alone for a while.
            TimedOut: `service_timeout`.
            BadAnswer: `bad_answer`.
        """
        if wait := self._breaker.wait_seconds():
            raise Unavailable("service_unavailable", service=self.service, retry_after=math.ceil(wait))
        try:
            try:
                answer = self._try(method, target, headers, body, silent_seconds)
            except _NeverReached:
                if method not in SAFE_METHODS or body is not None:
                    raise
                answer = self._try(method, target, headers, body, silent_seconds, again=True)
        except _NeverReached as error:
            self._breaker.failed()
            logger.warning("service_away", upstream=self.service, error=str(error.__cause__))
            raise Unavailable("service_unavailable", service=self.service, retry_after=1) from error
        except (TimeoutError, ReadTimeoutError) as error:
            self._breaker.failed()
            raise TimedOut("service_timeout", service=self.service) from error
        except (HTTPError, HTTPException, OSError) as error:
            if body is None:
                # With a body it may be the caller's doing, who must not close the service to everybody.
                self._breaker.failed()
            logger.warning("bad_answer", upstream=self.service, error=str(error))
            raise BadAnswer("bad_answer", service=self.service) from error
        self._breaker.succeeded()
        return answer

    def _try(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str],
        body: Iterable[bytes] | None,
        silent_seconds: float,
        again: bool = False,
    ) -> Answer:
        connection = (None if again else self._connections.take()) or self._open(again)
        try:
            connection.timeout = silent_seconds
            response = _exchange(connection, method, target, headers, body)
            return self._answer(connection, response, method)
        except BaseException:
            connection.close()
            raise

    def _open(self, again: bool) -> HTTPConnection:
        if again:
            time.sleep(RETRY_PAUSE_SECONDS)
        try:
            return self._connections.open()
        except (NewConnectionError, ConnectTimeoutError) as error:
            raise _NeverReached from error

    def _answer(self, connection: HTTPConnection, response: BaseHTTPResponse, method: str) -> Answer:
        headers = list(response.headers.iteritems())
        length = response.headers.get("Content-Length")
        body: Iterable[bytes]
        if method == "HEAD" or response.status in (204, 304) or (length and length.isdigit() and int(length) <= CHUNK):
            body = (response.read(decode_content=False),)
            self._connections.give_back(connection)
        else:
            body = _Body(connection, response, self._connections)
        return Answer(response.status, headers, body)


def _exchange(
    connection: HTTPConnection, method: str, target: str, headers: Mapping[str, str], body: Iterable[bytes] | None
) -> BaseHTTPResponse:
    try:
        connection.request(
            method,
            target,
            body,
            headers,
            chunked=body is not None and "Content-Length" not in headers,
            preload_content=False,
            decode_content=False,
        )
    except (BrokenPipeError, ConnectionResetError) as error:
        if body is None:
            # The service closed a kept connection before anything was sent on it.
            raise _NeverReached from error
        # The service may have answered, with a refusal, before it read all of the body.
    return connection.getresponse()


class _Body:
    """The body of a large answer, read as the caller takes it."""

    def __init__(self, connection: HTTPConnection, response: BaseHTTPResponse, connections: Connections) -> None:
        self._connection = connection
        self._response = response
        self._connections = connections
        self._complete = False

    def __iter__(self) -> Iterator[bytes]:
        yield from self._response.stream(CHUNK, decode_content=False)
        self._complete = True

    def close(self) -> None:
        """Keep the connection when the answer was read to its end; else nobody could use it again."""
        if self._complete:
            self._connections.give_back(self._connection)
        else:
            self._connection.close()
            self._response.close()


def end_to_end(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The headers that travel on: without those of one connection, and those that `Connection` names."""
    pairs = list(headers)
    named = {
        token.strip().lower() for name, value in pairs if name.lower() == "connection" for token in value.split(",")
    }
    dropped = HOP_BY_HOP | named if named else HOP_BY_HOP
    return [(name, value) for name, value in pairs if name.lower() not in dropped]
