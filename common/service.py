"""The one way a service is put together; each service's `app.py` calls this and adds its own parts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from apiflask import APIFlask
from flask import request
from redis import Redis
from sqlalchemy import MetaData
from werkzeug.routing import IntegerConverter

from common.auth import EXTENSION
from common.database import check_database, init_database
from common.errors import Malformed, WrongType, init_errors, problem_schema
from common.health import Health, init_health
from common.logs import init_access_log
from common.messages import Catalogue
from common.metrics import init_metrics
from common.migrations import alembic_config, migrate
from common.openapi import document_errors
from common.outbox import Relay
from common.pages import MAX_BIGINT
from common.redis_clients import connect_redis
from common.request_id import init_request_id
from common.revocation import Revocations
from common.settings import DatabaseSettings, ServiceSettings
from common.tokens import DEVICE_ISSUER, PERSON_ISSUER, RemoteKeys, Verifier
from common.tracing import init_tracing
from common.worker import Worker

JSON_LIMIT = 1024 * 1024


class _Id(IntegerConverter):
    """`<int:…>` in a path. A number too large for a database is read as the largest one, which is nobody's id: refusing
    it here would answer 405 for all but one of a path's methods."""

    def to_python(self, value: str) -> int:
        digits = value.lstrip("0") or "0"
        return MAX_BIGINT if len(digits) > len(str(MAX_BIGINT)) else min(int(digits), MAX_BIGINT)


class Service(APIFlask):
    """A Flask application with what every service has: health, metrics, logs, errors, tokens, background work."""

    def __init__(self, name: str, settings: ServiceSettings, *, messages: Catalogue | None = None) -> None:
        """
        Args:
            name: the service's name, which is its package too.
            messages: its own words for people, by error code.
        """
        super().__init__(
            name,
            title=f"Admin Kiosk: {name}",
            version="1",
            docs_path=None,
            spec_path="/openapi.json",
            static_folder=None,  # type: ignore[arg-type]  # None means none, as in Flask
        )
        self.url_map.converters["int"] = _Id
        self.config["MAX_CONTENT_LENGTH"] = JSON_LIMIT
        self.config.update(
            VALIDATION_ERROR_STATUS_CODE=422,
            VALIDATION_ERROR_SCHEMA=problem_schema(),
            HTTP_ERROR_SCHEMA=problem_schema(),
            AUTO_OPERATION_ID=True,
        )
        self.json.sort_keys = False  # type: ignore[attr-defined]  # of Flask's default provider
        self.settings = settings
        self.health = Health()
        self.workers: list[Worker] = []
        self.bootstrap: list[Callable[[], None]] = []
        """Steps of `migrate` after the schema is there: rows without which the service cannot work."""
        self.task_worker: Callable[[], None] = lambda: None
        """Runs the service's Celery worker until SIGTERM; a service without tasks has none."""
        self._alembic: Any = None

        init_request_id(self)
        init_access_log(self)
        init_metrics(self)
        init_health(self, self.health)
        init_errors(self, messages or {})
        init_tracing(self, name, settings.otel_exporter_otlp_endpoint)
        self.before_request(_refuse_unusable)
        self.spec_processor(document_errors)

        self.redis = self._connect("redis", settings.redis_url)
        published = {
            PERSON_ISSUER: RemoteKeys(PERSON_ISSUER, f"{settings.auth_url}/auth/.well-known/jwks.json"),
            DEVICE_ISSUER: RemoteKeys(DEVICE_ISSUER, f"{settings.kiosk_url}/kiosks/.well-known/jwks.json"),
        }
        self.verifier = Verifier(self, published, Revocations(self.redis), settings.internal_secret.get_secret_value())
        self.extensions[EXTENSION] = self.verifier

    def use_database(self, metadata: MetaData, settings: DatabaseSettings) -> None:
        """Give the service its own tables, and a relay for the events in its outbox."""
        folder = Path(__import__(self.import_name).__file__ or "").parent
        init_database(self, settings.database_url, settings.database_pool_size)
        self._alembic = alembic_config(folder, metadata)
        self.health.add("database", self._check_database)
        self.streams = self._connect("streams", settings.streams_url)
        self.stream_reader = connect_redis(settings.streams_url, retries=0)
        self.workers.append(Relay(self, self.streams))

    def migrate(self) -> None:
        """Bring the schema up to date and run the bootstrap steps. A service without tables has nothing to do."""
        if self._alembic is not None:
            with self.app_context():
                migrate(self._alembic, self.bootstrap)

    def _connect(self, name: str, url: str) -> Redis:
        client = connect_redis(url)
        self.health.add(name, client.ping)
        return client

    def _check_database(self) -> None:
        with self.app_context():
            check_database()


def _refuse_unusable() -> None:
    """Refuse by name what no route can use: a NUL in the address, and bodies that are neither JSON nor a form with
    files."""
    if "\0" in request.path or "\0" in unquote(request.query_string.decode("latin-1")):
        raise Malformed("malformed_request")
    if request.content_length and not request.is_json and request.mimetype != "multipart/form-data":
        raise WrongType("unsupported_media_type")
