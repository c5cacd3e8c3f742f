"""Whether the system works, for everyone: `/ping` and `/status`."""

from flask import Blueprint, Response, current_app, jsonify

from api_gateway.services.readiness import Readiness

bp = Blueprint("status", __name__)


@bp.get("/ping")
def ping() -> Response:
    """Whether the gateway answers"""
    return jsonify(message="pong")


@bp.get("/status")
def status() -> Response:
    """Whether each service is ready"""
    readiness: Readiness = current_app.extensions["readiness"]
    states = readiness.states()
    ready = all(state == "ready" for state in states.values())
    response = jsonify(status="ready" if ready else "degraded", services=states)
    response.cache_control.no_store = True
    return response
