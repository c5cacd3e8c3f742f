"""The built web app and its run-time configuration; used where no nginx stands in front."""

from flask import Blueprint, Response, current_app, jsonify

from api_gateway.config import Settings
from api_gateway.routes.files import answer_file
from api_gateway.services.static_files import StaticFiles
from common import VERSION
from common.errors import NotFound

bp = Blueprint("web_app", __name__)

HASHED = "assets/"
"""Files in here carry a hash of their content in their name, so they never change."""


@bp.get("/app/config.json")
def config() -> Response:
    """What the web app needs to know of this installation"""
    settings: Settings = current_app.extensions["settings"]
    response = jsonify(
        realtime_url=settings.realtime_url,
        public_url=settings.public_url,
        demo=settings.demo,
        mailbox=settings.mailbox,
        version=VERSION,
    )
    response.cache_control.no_cache = True
    return response


@bp.get("/ca.crt")
def certificate_authority() -> Response:
    """The certificate that phones in the local network have to trust; public, its key never leaves the machine"""
    settings: Settings = current_app.extensions["settings"]
    if settings.ca_certificate is None:
        raise NotFound("not_found")
    response = Response(settings.ca_certificate.read_bytes(), mimetype="application/x-x509-ca-cert")
    response.headers["Content-Disposition"] = 'attachment; filename="admin-kiosk-ca.crt"'
    response.cache_control.no_cache = True
    return response


@bp.get("/sw.js")
def service_worker() -> Response:
    """The web app's service worker; up here, because `/k/<code>` is its business too"""
    files: StaticFiles | None = current_app.extensions["web_files"]
    file = files.find("sw.js") if files else None
    if file is None:
        raise NotFound("web_app_missing")
    return answer_file(file)


@bp.get("/")
@bp.get("/app")
@bp.get("/app/")
@bp.get("/app/<path:path>")
@bp.get("/k/<path:code>")
def page(path: str = "", code: str = "") -> Response:
    """A file of the web app, or its one page for every address that the app itself knows"""
    files: StaticFiles | None = current_app.extensions["web_files"]
    index = files.find("index.html") if files else None
    if files is None or index is None:
        raise NotFound("web_app_missing")
    file = files.find(path) if path else None
    if file is None and path.startswith(HASHED):
        raise NotFound("not_found")
    return answer_file(file or index, unchanging=file is not None and path.startswith(HASHED))
