"""Passing a request on to a service, and its answer back, as streams."""

from collections.abc import Iterable, Mapping
from typing import BinaryIO

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ReadTimeoutError
from urllib3.util import Retry, Timeout

from api_gateway.services.routing import Upstream
from common.errors import ServiceError, Unavailable

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
CONNECT_SECONDS = 2
READ_SECONDS = 30
CHUNK = 64 * 1024


class BadAnswer(ServiceError):
    """The service broke off or did not speak HTTP."""

    status = 502


class TimedOut(ServiceError):
    """The service did not answer in time."""

    status = 504


class Forwarder:
    """Pooled connections to the services."""

    def __init__(self) -> None:
        self._pool = urllib3.PoolManager(
            maxsize=64,
            retries=Retry(total=0, redirect=False),
            timeout=Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
        )

    def send(
        self,
        upstream: Upstream,
        method: str,
        target: str,
        headers: Iterable[tuple[str, str]],
        body: BinaryIO | None,
    ) -> urllib3.BaseHTTPResponse:
        """The service's answer, its body not yet read.

        Args:
            target: path and query, as the caller wrote them.

        Raises:
            Unavailable: `service_unavailable`, when it cannot be reached.
            TimedOut: `service_timeout`.
            BadAnswer: `bad_answer`.
        """
        try:
            return self._pool.request(
                method,
                upstream.url + target,
                headers=urllib3.HTTPHeaderDict(headers),
                body=body,
                preload_content=False,
                decode_content=False,
            )
        except (NewConnectionError, ConnectTimeoutError) as error:
            raise Unavailable("service_unavailable", service=upstream.service) from error
        except ReadTimeoutError as error:
            raise TimedOut("service_timeout", service=upstream.service) from error
        except HTTPError as error:
            raise BadAnswer("bad_answer", service=upstream.service) from error


def end_to_end(headers: Mapping[str, str] | Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The headers that travel on: without those of one connection, and those that `Connection` names."""
    pairs = list(headers.items() if isinstance(headers, Mapping) else headers)
    named = {
        token.strip().lower() for name, value in pairs if name.lower() == "connection" for token in value.split(",")
    }
    return [(name, value) for name, value in pairs if name.lower() not in HOP_BY_HOP | named]
