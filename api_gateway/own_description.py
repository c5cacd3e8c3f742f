"""What the gateway answers itself, for the merged description."""

from typing import Any


def _answers(summary: str, operation_id: str, properties: dict[str, Any]) -> dict[str, Any]:
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    return {
        "get": {
            "tags": ["Gateway"],
            "summary": summary,
            "operationId": operation_id,
            "parameters": [],
            "responses": {"200": {"description": "OK", "content": {"application/json": {"schema": schema}}}},
        }
    }


_STATE = {"type": "string", "enum": ["ready", "not_ready", "away"]}

OWN_DESCRIPTION: dict[str, Any] = {
    "paths": {
        "/ping": _answers("Whether the gateway answers", "ping", {"message": {"type": "string"}}),
        "/status": _answers(
            "Whether each service is ready",
            "status",
            {
                "status": {"type": "string", "enum": ["ready", "degraded"]},
                "services": {"type": "object", "additionalProperties": _STATE},
            },
        ),
    }
}
