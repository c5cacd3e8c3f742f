"""Prometheus metrics that are right under several worker processes."""

import os
import time

from apiflask import APIFlask
from flask import Response, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from common.metrics_files import VARIABLE

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
HTTP_REQUESTS = Counter("http_requests_total", "HTTP requests answered", ["method", "route", "status"])
HTTP_SECONDS = Histogram("http_request_seconds", "Seconds to answer an HTTP request", ["method", "route"])


def _registry() -> CollectorRegistry:
    if not os.environ.get(VARIABLE):
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # prometheus_client leaves it untyped
    return registry


def init_metrics(app: APIFlask) -> None:
    """Count and time every request by route pattern, and serve `/metrics`."""

    @app.after_request
    def finish(response: Response) -> Response:
        # The pattern, not the path: ids would make a series of every kiosk.
        route = request.url_rule.rule if request.url_rule else "unmatched"
        method = request.method if request.method in METHODS else "OTHER"
        HTTP_REQUESTS.labels(method, route, response.status_code).inc()
        HTTP_SECONDS.labels(method, route).observe(time.perf_counter() - g.started)
        return response

    @app.get("/metrics")
    @app.doc(hide=True)
    def metrics() -> Response:
        return Response(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)
