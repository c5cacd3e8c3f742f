"""JSON logs on standard output, one object a line, with secrets taken out."""

import logging
import re
import sys
import time

import orjson
import structlog
from flask import Flask, Response, g, request
from structlog.typing import EventDict, WrappedLogger

REDACTED = "[redacted]"
_SECRET_NAME = re.compile(r"password|secret|token|authorization|cookie|device_key|api_key", re.IGNORECASE)
_SECRET_VALUE = re.compile(
    r"(?i)(bearer\s+|[?&#](?:token|access_token)=)[^\s&\"']+|eyJ[\w-]+\.[\w-]+\.[\w-]+|(?<=://)[^/\s:@]*:[^/\s@]+(?=@)"
)


def _redact_value(value: object) -> object:
    if isinstance(value, str):
        return _SECRET_VALUE.sub(lambda match: (match.group(1) or "") + REDACTED, value)
    if isinstance(value, dict):
        return {key: REDACTED if _SECRET_NAME.search(str(key)) else _redact_value(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_redact_value(item) for item in value]
    return value


def redact(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Replace values under secret-looking names, and tokens or passwords inside texts, by `[redacted]`."""
    return {key: REDACTED if _SECRET_NAME.search(key) else _redact_value(value) for key, value in event.items()}


def configure_logging(service: str, level: str) -> None:
    """Send structlog's and the standard library's records through one chain of processors."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )

    def add_service(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
        event.setdefault("service", service)
        return event

    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                add_service,
                redact,
                structlog.processors.JSONRenderer(
                    serializer=lambda event, **_: orjson.dumps(event, default=str).decode()
                ),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for chatty in ("urllib3", "alembic", "werkzeug", "engineio", "socketio"):
        logging.getLogger(chatty).setLevel("WARNING")


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger for a module: `get_logger(__name__)`."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


def init_access_log(app: Flask) -> None:
    """One line a request: method, path without its query, status, milliseconds. Probes are left out."""
    logger = get_logger("access")

    @app.after_request
    def finish(response: Response) -> Response:
        if request.path not in {"/healthz", "/readyz", "/metrics"}:
            logger.info(
                "request",
                method=request.method,
                path=request.path,
                status=response.status_code,
                ms=round((time.perf_counter() - g.started) * 1000, 1),
            )
        return response
