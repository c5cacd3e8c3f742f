"""What every service adds to its OpenAPI description: the errors that any operation may answer."""

from collections.abc import Iterator, Mapping
from typing import Any

from common.errors import PROBLEM, problem_schema

METHODS = {"get", "put", "post", "delete", "patch"}
_WORDS = {
    400: "Malformed request",
    401: "No token, or one that is not good",
    403: "Not allowed",
    404: "Not there, or not visible to the caller",
    409: "Conflict with what is there",
    412: "Somebody else changed the record",
    413: "Too large",
    415: "Wrong content type",
    422: "Well-formed but not valid",
    429: "Too many requests",
    502: "The service gave no proper answer",
    503: "The service is away",
    504: "The service took too long",
}


def document_errors(spec: Any) -> Any:
    """Give each operation of an OpenAPI document (a dict) the errors that follow from its shape, beside its own."""
    spec.setdefault("components", {}).setdefault("schemas", {})["Problem"] = problem_schema()
    for path, method, operation in operations(spec):
        shared = spec["paths"][path].get("parameters", [])
        for status in sorted(_possible(method, operation, shared)):
            problem = {
                "description": _WORDS[status],
                "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            }
            operation["responses"][str(status)] = problem
    for replaced in ("HTTPError", "ValidationError"):
        spec["components"]["schemas"].pop(replaced, None)
    return spec


def operations(spec: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, method and operation of everything a description describes."""
    for path, item in spec["paths"].items():
        for method, operation in item.items():
            if method in METHODS:
                yield path, method, operation


def _possible(method: str, operation: Mapping[str, Any], shared: list[Any]) -> set[int]:
    parameters = [*operation.get("parameters", []), *shared]
    # What a route names by itself (`@bp.doc(responses=[404])`) is a problem document like the others.
    # A token that is presented must be good, also where none is needed: the gateway looks at every one.
    statuses = {400, 401, 429, 502, 503, 504} | {int(code) for code in operation["responses"] if int(code) in _WORDS}
    if operation.get("security"):
        statuses.add(403)
    if any(parameter["in"] == "path" for parameter in parameters):
        statuses.add(404)
    if any(parameter["in"] in {"query", "header"} for parameter in parameters):
        statuses.add(422)
    if method != "get":
        statuses |= {403, 404, 409, 413, 415, 422}
    if method in {"put", "delete"}:
        statuses.add(412)
    return statuses
