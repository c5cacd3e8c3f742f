"""Composes api_gateway."""

from flask import Response, jsonify

from api_gateway.config import Settings
from api_gateway.messages import MESSAGES
from api_gateway.routes import proxy, web_app
from api_gateway.security_headers import init_security_headers
from api_gateway.services.forwarding import Forwarder
from api_gateway.services.routing import routing_table
from common.service import Service


def create_app(settings: Settings | None = None) -> Service:
    settings = settings or Settings.load()
    app = Service("api_gateway", settings, messages=MESSAGES)
    app.extensions["settings"] = settings
    app.extensions["routing_table"] = routing_table(settings)
    app.extensions["forwarder"] = Forwarder()
    init_security_headers(app, settings.realtime_url)
    for blueprint in (web_app.bp, proxy.bp):
        app.register_blueprint(blueprint)

    @app.get("/ping")
    def ping() -> Response:
        return jsonify(message="pong")

    return app
