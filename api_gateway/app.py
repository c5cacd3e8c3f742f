"""Composes api_gateway."""

from importlib.resources import files
from pathlib import Path

from flask import request
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from api_gateway.config import Settings
from api_gateway.door import REFUSAL, Door
from api_gateway.messages import MESSAGES
from api_gateway.own_description import OWN_DESCRIPTION
from api_gateway.routes import docs, status, web_app
from api_gateway.security_headers import init_security_headers
from api_gateway.services.callers import Callers
from api_gateway.services.connections import Breaker, Connections
from api_gateway.services.descriptions import Descriptions
from api_gateway.services.forwarding import Forwarder
from api_gateway.services.limits import Limits
from api_gateway.services.readiness import Readiness
from api_gateway.services.routing import Upstream, upstreams
from api_gateway.services.static_files import StaticFiles
from common.revocation import Revocations
from common.service import Service
from common.tracing import traced


def create_app(settings: Settings | None = None) -> Service:
    settings = settings or Settings.load()
    app = Service("api_gateway", settings, messages=MESSAGES)
    services = upstreams(settings)
    urls = {name: upstream.url for name, upstream in services.items()}

    app.extensions["settings"] = settings
    app.extensions["web_files"] = StaticFiles(settings.web_root) if settings.web_root else None
    app.extensions["docs_files"] = (StaticFiles(docs.OWN_FILES), StaticFiles(_swagger_ui()))
    app.extensions["descriptions"] = Descriptions(urls, OWN_DESCRIPTION)
    app.extensions["readiness"] = Readiness(
        {**urls, "websocket_service": settings.websocket_url or settings.realtime_url}
    )
    init_security_headers(app, settings.realtime_url)
    for blueprint in (web_app.bp, docs.bp, status.bp):
        app.register_blueprint(blueprint)
    # In the place of the framework's view, which would describe this service alone.
    app.view_functions["openapi.spec"] = docs.description

    redis = _impatient_redis(settings.redis_url)
    app.verifier.revocations = Revocations(redis)
    door = Door(
        app.wsgi_app,
        settings,
        {name: _forwarder(upstream, settings) for name, upstream in services.items()},
        Callers(app.verifier.verify, app.verifier.revocations),
        Limits(redis),
    )
    # Flask's documented place for what stands in front.
    app.wsgi_app = traced(door, settings.otel_exporter_otlp_endpoint)  # type: ignore[method-assign,assignment]
    app.before_request(_raise_refusal)
    return app


def _forwarder(upstream: Upstream, settings: Settings) -> Forwarder:
    connections = Connections(upstream.url, settings.upstream_connect_seconds, settings.upstream_idle_seconds)
    return Forwarder(upstream, connections, Breaker(settings.breaker_failures, settings.breaker_seconds))


def _impatient_redis(url: str) -> Redis:
    """For what can go on without: a request waits a quarter of a second for it at most."""
    return Redis.from_url(
        url, socket_connect_timeout=0.25, socket_timeout=0.25, max_connections=64, retry=Retry(NoBackoff(), 1)
    )


def _swagger_ui() -> Path:
    return Path(str(files("flask_swagger_ui"))) / "dist"


def _raise_refusal() -> None:
    """What the door refused is answered like any other error."""
    if refusal := request.environ.get(REFUSAL):
        raise refusal
