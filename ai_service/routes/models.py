"""Models, their versions and training runs over HTTP."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app, jsonify

from ai_service.models.registry import CHALLENGER, CHAMPION, Model, ModelVersion
from ai_service.registry.files import ModelFiles
from ai_service.repositories import models as rows
from ai_service.repositories import runs as run_rows
from ai_service.schemas.models import (
    ChangeOut,
    DriftOut,
    ModelList,
    ModelOut,
    Refused,
    RunDetail,
    RunList,
    RunOut,
    RunQuery,
    RunStarted,
    SettingsIn,
    SettingsOut,
    SettingsWritten,
    VersionList,
    VersionOut,
    VersionWritten,
)
from ai_service.services import models, runs, triggers
from ai_service.services.models import By
from common.auth import caller, person
from common.database import db
from common.etags import etag_of, require_match
from common.pages import PageQuery

bp = APIBlueprint("models", __name__, url_prefix="/ai/models")

READ, MANAGE = ["ai.read"], ["ai.manage"]
CHANGES_SHOWN = 20


@bp.get("")
@bp.auth_required(person, roles=READ)
@bp.input(PageQuery, location="query")
@bp.output(ModelList)
def list_models(query_data: PageQuery) -> dict[str, Any]:
    """The models, with what serves, what waits, and what was done last"""
    page = rows.page_of(db.session(), query_data)
    return {"items": [_model(model) for model in page.items], "next_cursor": page.next_cursor}


@bp.get("/<name>/versions")
@bp.auth_required(person, roles=READ)
@bp.input(PageQuery, location="query")
@bp.output(VersionList)
def list_versions(name: str, query_data: PageQuery) -> dict[str, Any]:
    """Versions of a model, newest first"""
    session = db.session()
    models.get(session, name)
    page = rows.versions(session, name, query_data)
    aliases = rows.aliases(session, name)
    return {"items": [_version(version, aliases) for version in page.items], "next_cursor": page.next_cursor}


@bp.post("/<name>/versions/<int:version>/promote")
@bp.auth_required(person, roles=MANAGE)
@bp.output(VersionWritten)
@bp.doc(responses=[404, 409])
def promote_version(name: str, version: int) -> dict[str, Any]:
    """Let a version serve, whatever the gate said of it

    409 `version_unusable` when its files are not as they were published.
    """
    promoted = models.promote(db.session(), _files(), name, version, By(actor=caller().id))
    return _written("promoted", promoted)


@bp.post("/<name>/versions/<int:version>/rollback")
@bp.auth_required(person, roles=MANAGE)
@bp.output(VersionWritten)
@bp.doc(responses=[404, 409])
def roll_back_version(name: str, version: int) -> dict[str, Any]:
    """Go back to a version that has served before; of the champion itself: to the one that served before it

    409 `never_served` when there is nothing to go back to.
    """
    restored = models.roll_back(db.session(), _files(), name, version, By(actor=caller().id))
    return _written("rolled back", restored)


@bp.post("/<name>/retrain")
@bp.auth_required(person, roles=MANAGE)
@bp.output(RunStarted, status_code=202)
@bp.doc(responses=[404, 409])
def retrain_model(name: str) -> dict[str, Any]:
    """Train a challenger and let the gate decide; follow the run, or `task_progress`

    409 `run_in_progress` while there is one.
    """
    run = runs.start(db.session(), name, "manual", caller().id)
    return {"message": "queued", "run": RunOut.model_validate(run)}


@bp.get("/<name>/runs")
@bp.auth_required(person, roles=READ)
@bp.input(RunQuery, location="query")
@bp.output(RunList)
def list_runs(name: str, query_data: RunQuery) -> dict[str, Any]:
    """Training runs of a model, newest first"""
    session = db.session()
    models.get(session, name)
    page = run_rows.page_of(session, name, query_data, query_data.state)
    return {"items": [RunOut.model_validate(run) for run in page.items], "next_cursor": page.next_cursor}


@bp.get("/<name>/runs/<int:run_id>")
@bp.auth_required(person, roles=READ)
@bp.output(RunDetail)
def get_run(name: str, run_id: int) -> RunDetail:
    """One run: the data, champion and challenger on the same held-out data, the decision and why"""
    return RunDetail.model_validate(runs.get(db.session(), name, run_id))


@bp.get("/<name>/drift")
@bp.auth_required(person, roles=READ)
@bp.output(DriftOut)
def get_drift(name: str) -> dict[str, Any]:
    """How far recent data has moved from what the champion was trained on"""
    nothing: dict[str, Any] = {"at": None, "drifted": False, "version": None, "items": []}
    return models.get(db.session(), name).drift or nothing


@bp.get("/<name>/settings")
@bp.auth_required(person, roles=READ)
@bp.output(SettingsOut)
def get_settings(name: str) -> Response:
    """What people set for a model; with an ETag"""
    return _tagged(models.settings(db.session(), name))


@bp.put("/<name>/settings")
@bp.auth_required(person, roles=MANAGE)
@bp.input(SettingsIn)
@bp.output(SettingsWritten)
@bp.doc(responses=[404, 409, 412])
def change_settings(name: str, json_data: SettingsIn) -> Response:
    """Change the budget of alerts; honours `If-Match`"""
    changed = models.change_settings(
        db.session(),
        name,
        json_data.model_dump(exclude_none=True),
        caller().id,
        check=lambda current: require_match(etag_of(current)),
    )
    return _tagged(changed, message="saved")


def _files() -> ModelFiles:
    files: ModelFiles = current_app.extensions["model_files"]
    return files


def _tagged(settings: dict[str, float], message: str | None = None) -> Response:
    shown = SettingsOut(**settings).model_dump()
    response = jsonify({"message": message, "settings": shown} if message else shown)
    response.headers["ETag"] = etag_of(settings)
    return response


def _written(message: str, version: ModelVersion) -> dict[str, Any]:
    return {"message": message, "version": _version(version, rows.aliases(db.session(), version.name))}


def _version(version: ModelVersion, aliases: dict[str, int]) -> VersionOut:
    named = [alias for alias in (CHAMPION, CHALLENGER) if aliases.get(alias) == version.version]
    state = _files().state(version.name, version.version, version.checksum)
    columns = {column.key: getattr(version, column.key) for column in ModelVersion.__mapper__.columns}
    return VersionOut.model_validate({**columns, "aliases": named, "state": state})


def _model(model: Model) -> ModelOut:
    session, name = db.session(), model.name
    aliases = rows.aliases(session, name)
    named = {
        alias: _version(version, aliases)
        for alias, number in aliases.items()
        if (version := rows.version(session, name, number))
    }
    run = run_rows.newest(session, name)
    return ModelOut(
        name=name,
        champion=named.get(CHAMPION),
        challenger=named.get(CHALLENGER),
        refused=Refused.model_validate(model.refused) if model.refused else None,
        run=RunOut.model_validate(run) if run else None,
        settings=SettingsOut(**models.settings(session, name)),
        drifted=bool(model.drift and model.drift["drifted"]),
        verdicts=triggers.new_verdicts(session, run),
        history=[ChangeOut.model_validate(change) for change in rows.changes(session, name, CHANGES_SHOWN)],
    )
