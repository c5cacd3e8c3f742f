"""The built web app and its run-time configuration; used where no nginx stands in front."""

from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify, send_from_directory

from api_gateway.config import Settings
from common import VERSION
from common.errors import NotFound

bp = Blueprint("web_app", __name__)

HASHED = "assets"
"""Files in here carry a hash of their content in their name, so they never change."""


@bp.get("/app/config.json")
def config() -> Response:
    """What the web app needs to know of this installation"""
    settings: Settings = current_app.extensions["settings"]
    response = jsonify(
        realtime_url=settings.realtime_url,
        public_url=settings.public_url,
        demo=settings.demo,
        version=VERSION,
    )
    response.cache_control.no_cache = True
    return response


@bp.get("/")
@bp.get("/app")
@bp.get("/app/")
@bp.get("/app/<path:path>")
@bp.get("/k/<path:code>")
def page(path: str = "", code: str = "") -> Response:
    """A file of the web app, or its one page for every address that the app itself knows"""
    root = _root()
    if path and (root / path).is_file():
        response = send_from_directory(root, path)
        if path.startswith(f"{HASHED}/"):
            response.cache_control.public = True
            response.cache_control.max_age = 31_536_000
            response.cache_control.immutable = True
        else:
            response.cache_control.no_cache = True
        return response
    if path.startswith(f"{HASHED}/"):
        raise NotFound("not_found")
    response = send_from_directory(root, "index.html")
    response.cache_control.no_cache = True
    return response


def _root() -> Path:
    settings: Settings = current_app.extensions["settings"]
    if settings.web_root is None or not (settings.web_root / "index.html").is_file():
        raise NotFound("web_app_missing")
    return settings.web_root.resolve()
