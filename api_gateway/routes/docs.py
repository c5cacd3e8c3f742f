"""`/openapi.json` and Swagger UI at `/docs`, from files of our own."""

from pathlib import Path

from flask import Blueprint, Response, current_app, request

from api_gateway.routes.files import answer_file
from api_gateway.security_headers import DOCS_POLICY
from api_gateway.services.descriptions import Descriptions
from api_gateway.services.static_files import StaticFiles
from common.errors import NotFound

bp = Blueprint("docs", __name__)

OWN_FILES = Path(__file__).parents[1] / "docs_page"
BUNDLED = frozenset({"swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png"})


def description() -> Response:
    """The merged description of all services"""
    descriptions: Descriptions = current_app.extensions["descriptions"]
    response = Response(descriptions.merged(), mimetype="application/json")
    response.cache_control.no_cache = True
    response.add_etag()
    response.make_conditional(request)
    return response


@bp.get("/docs")
@bp.get("/docs/")
@bp.get("/docs/<name>")
def docs(name: str = "index.html") -> Response:
    """Swagger UI"""
    own, bundled = current_app.extensions["docs_files"]
    files: StaticFiles = bundled if name in BUNDLED else own
    file = files.find(name)
    if file is None:
        raise NotFound("not_found")
    response = answer_file(file)
    response.headers["Content-Security-Policy"] = DOCS_POLICY
    return response
