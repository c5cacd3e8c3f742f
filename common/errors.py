"""One vocabulary of errors for all services, and the one mapper to HTTP.

ServiceError
├── Malformed            400
├── Unauthenticated      401
├── Forbidden            403
├── NotFound             404
├── Conflict             409
├── PreconditionFailed   412
├── TooLarge             413
├── WrongType            415
├── Invalid              422
├── TooManyRequests      429
└── Unavailable          503

Services raise these with a stable `code`; they know nothing of HTTP. The words for people come from a catalogue.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import orjson
from apiflask import APIFlask
from apiflask.exceptions import HTTPError
from flask import Flask, Response, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails
from redis.exceptions import RedisError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from common.field_messages import field_message_for
from common.logs import get_logger
from common.messages import Catalogue, message_for
from common.request_id import current_request_id

logger = get_logger(__name__)

PROBLEM = "application/problem+json"


class FieldProblem(BaseModel):
    """One field that is wrong: its path, a stable code, and words, which come from the catalogues by the code."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    field: str
    code: str
    message: str = ""
    details: dict[str, Any] = Field(default_factory=dict, exclude=True)
    """Values for the placeholders of the message, beside those of the whole error."""


class Problem(BaseModel):
    """What every error answers with (RFC 9457); `code` is stable, `message` is for people."""

    type: str
    title: str
    status: int
    code: str
    message: str
    request_id: str
    errors: list[FieldProblem] | None = None


class ServiceError(Exception):
    """Something the caller should know, under a stable English `code`."""

    status = 500

    def __init__(
        self,
        code: str,
        *,
        errors: Sequence[FieldProblem] = (),
        retry_after: int | None = None,
        **details: str | int,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.errors = errors
        self.retry_after = retry_after
        self.details = details
        """Values for the placeholders of the message; shown beside it too."""


OUTAGES: tuple[type[Exception], ...] = (RedisError, OperationalError, InterfaceError, PoolTimeout)
"""What client libraries raise when PostgreSQL or Redis is away or too busy: not the caller's fault, worth a retry."""


class Malformed(ServiceError):
    status = 400


class Unauthenticated(ServiceError):
    status = 401


class Forbidden(ServiceError):
    status = 403


class NotFound(ServiceError):
    status = 404


class Conflict(ServiceError):
    status = 409


class PreconditionFailed(ServiceError):
    status = 412


class TooLarge(ServiceError):
    status = 413


class WrongType(ServiceError):
    status = 415


class Invalid(ServiceError):
    status = 422


class TooManyRequests(ServiceError):
    status = 429


class Unavailable(ServiceError):
    status = 503


def problem_schema() -> dict[str, Any]:
    """`Problem` as one self-contained OpenAPI schema."""
    schema = Problem.model_json_schema(mode="serialization")
    field_problem = schema.pop("$defs")["FieldProblem"]
    schema["properties"]["errors"] = {"type": "array", "items": field_problem}
    return schema


_TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    412: "Precondition Failed",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}
_CODES = {
    400: "malformed_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid_request",
}


def problem(
    status: int,
    code: str,
    catalogue: Catalogue,
    *,
    errors: Sequence[FieldProblem] = (),
    details: Mapping[str, str | int] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """An `application/problem+json` answer in the language the caller asked for."""
    language = request.accept_languages.best_match(["es", "en"], default="es")
    body = Problem(
        type="about:blank",
        title=_TITLES.get(status, "Error"),
        status=status,
        code=code,
        message=message_for(code, status, language, catalogue, details or {}),
        request_id=current_request_id() or "",
        errors=[
            FieldProblem(
                field=item.field,
                code=item.code,
                message=field_message_for(item.code, language, catalogue, {**(details or {}), **item.details}),
            )
            for item in errors
        ]
        or None,
    )
    return Response(
        orjson.dumps({**(details or {}), **body.model_dump(exclude_none=True)}),
        status,
        headers={**(headers or {}), "Content-Language": language},
        content_type=PROBLEM,
    )


def field_problems(error: ValidationError) -> list[FieldProblem]:
    """pydantic's findings as field problems."""
    return [
        FieldProblem(
            field=".".join(str(part) for part in item["loc"]) or "body",
            code=error_code(item),
            details=_without_english(item.get("ctx", {})),
        )
        for item in error.errors(include_url=False, include_input=False)
    ]


def error_code(item: ErrorDetails) -> str:
    """The code of one of pydantic's findings. A text whose type has checks of its own is measured like any value: its
    length must not be told as a number of things."""
    code = item["type"]
    is_text = code in {"too_short", "too_long"} and item.get("ctx", {}).get("field_type") == "Value"
    return f"string_{code}" if is_text else code


def _without_english(context: Mapping[str, Any]) -> dict[str, Any]:
    """pydantic lists what it expected as `'a', 'b' or 'c'`."""
    return {name: value.replace("' or '", "', '") if name == "expected" else value for name, value in context.items()}


Model = TypeVar("Model", bound=BaseModel)


def parse_body(model: type[Model]) -> Model:
    """The request's JSON body as a model, for routes where it is optional and so not declared as their input.

    Raises:
        Invalid: `invalid_request`, with the fields.
    """
    try:
        return model.model_validate(request.get_json())
    except ValidationError as error:
        raise Invalid("invalid_request", errors=field_problems(error)) from error


def init_errors(app: APIFlask | Flask, catalogue: Catalogue) -> None:
    """Turn every error that leaves a view into a problem document; nothing internal shows."""

    @app.errorhandler(ServiceError)
    def service_error(error: ServiceError) -> Response:
        headers = {"Retry-After": str(error.retry_after)} if error.retry_after is not None else {}
        if error.status == 401:
            headers["WWW-Authenticate"] = "Bearer"
        return problem(error.status, error.code, catalogue, errors=error.errors, details=error.details, headers=headers)

    @app.errorhandler(HTTPError)
    def input_error(error: HTTPError) -> Response:
        # APIFlask raises these for input that does not fit its schema; pydantic's own finding is the cause.
        cause = error.__cause__
        errors = field_problems(cause) if isinstance(cause, ValidationError) else []
        code = _CODES.get(error.status_code, "invalid_request")
        return problem(error.status_code, code, catalogue, errors=errors)

    @app.errorhandler(RecursionError)
    def too_deep(_: RecursionError) -> Response:
        # JSON nested deeper than anything meant.
        return problem(400, "malformed_request", catalogue)

    def outage(error: Exception) -> Response:
        logger.warning("outage", error=str(error))
        details = {"service": app.name}
        return problem(503, "service_unavailable", catalogue, details=details, headers={"Retry-After": "2"})

    for kind in OUTAGES:
        app.register_error_handler(kind, outage)

    @app.errorhandler(HTTPException)
    def framework_error(error: HTTPException) -> Response:
        status = error.code or 500
        if status < 400:
            return error.get_response()  # type: ignore[return-value]  # a redirect; werkzeug's wider type
        kept = {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}}
        return problem(status, _CODES.get(status, "http_error"), catalogue, headers=kept)

    @app.errorhandler(Exception)
    def fault(error: Exception) -> Response:
        logger.error("unhandled", exc_info=error)
        return problem(500, "internal_error", catalogue)
