"""Many kiosks at once, as files: import and export."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, cast

from apiflask import APIBlueprint, FileSchema
from flask import Response, current_app, request, stream_with_context
from pydantic import ValidationError

from common.auth import caller, person
from common.database import db
from common.errors import error_code
from common.idempotency import key_from_request, run_once
from common.live import announce
from common.messages import message_for
from common.service import Service
from kiosk_service.messages import MESSAGES
from kiosk_service.repositories import kiosk_lists
from kiosk_service.schemas.files import ImportFile, ImportOut, ImportProblem, ImportQuery
from kiosk_service.schemas.kiosks import KioskIn
from kiosk_service.schemas.lists import KioskFilters
from kiosk_service.services import exports, imports
from kiosk_service.services.access import owner_limit
from kiosk_service.services.progress import Progress

bp = APIBlueprint("transfer", __name__, url_prefix="/kiosks", tag="Kiosks")

FILE_LIMIT = 20 * 1024 * 1024
ENVELOPE = 64 * 1024
"""What a form adds to its file."""


@bp.before_request
def _allow_files() -> None:
    request.max_content_length = FILE_LIMIT + ENVELOPE


@bp.post("/import")
@bp.auth_required(person, roles=["kiosks.write"])
@bp.input(ImportQuery, location="query")
@bp.input(ImportFile, location="files")
@bp.output(ImportOut)
@bp.doc(responses=[409])
def import_kiosks(query_data: ImportQuery, files_data: ImportFile) -> ImportOut:
    """Register the kiosks of a CSV or XLSX file; rows that are not valid are reported and left out"""
    session, content, dry_run = db.session(), files_data.file.read(), query_data.dry_run
    with _progress(query_data.task) as progress:
        checked = imports.check_file(content, _check, progress.at)
        done, _ = run_once(
            session,
            f"person:{caller().id}:POST /kiosks/import",
            key_from_request(),
            {"file": hashlib.sha256(content).hexdigest(), "dry_run": dry_run},
            lambda: asdict(imports.register_all(session, checked, dry_run=dry_run, follow=progress.at)),
        )
    message = "checked" if dry_run else "imported"
    return ImportOut(message=message, dry_run=dry_run, **{**done, "errors": _in_words(done["errors"])})


@bp.get("/export.csv")
@bp.auth_required(person)
@bp.input(KioskFilters, location="query")
@bp.output(FileSchema(type="string", format="binary"), content_type="text/csv")
def export_kiosks(query_data: KioskFilters) -> Response:
    """The kiosks one may see as a CSV file, which an import takes back"""
    filters = query_data.of(caller().id, owner_limit(caller()))
    pieces = exports.csv_of(kiosk_lists.each(db.session(), filters))
    response = Response(stream_with_context(piece.encode() for piece in pieces), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="kiosks.csv"'
    return response


def _progress(task_id: str | None) -> Progress:
    """Tells the caller how far the import is, if they gave it a name."""
    redis, room = cast(Service, current_app).redis, f"user:{caller().id}"

    def tell(data: Mapping[str, Any]) -> None:
        if task_id is not None:
            announce(redis, "task_progress", room, data)

    return Progress(tell, task_id or "", "kiosk_import")


def _check(fields: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return KioskIn.model_validate(fields).model_dump()
    except ValidationError as error:
        problems = [(_column(found["loc"]), error_code(found)) for found in error.errors()]
        raise imports.RowRefused(problems) from error


def _column(location: tuple[int | str, ...]) -> str:
    """The column of a field: a point's two numbers have one each, tags share one."""
    return str(location[1] if location[0] == "assigned_location" and len(location) > 1 else location[0])


def _in_words(errors: list[tuple[int, str, str]]) -> list[ImportProblem]:
    language = request.accept_languages.best_match(["es", "en"], default="es")
    return [
        ImportProblem(row=row, field=field, code=code, message=message_for(code, 422, language, MESSAGES, {}))
        for row, field, code in errors
    ]
