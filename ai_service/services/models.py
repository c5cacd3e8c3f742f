"""Versions of models: which one serves, who changed that, and what becomes of one that cannot be used.

A version is files (registry/) and a row. The row of an alias decides; a version is loaded and checked before it is
promoted, and again by each process before it serves there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from ai_service.models.registry import CHALLENGER, CHAMPION, Model, ModelChange, ModelVersion
from ai_service.registry.files import ModelError, ModelFiles, StoredModel
from ai_service.registry.serving import M, Refusal, Serving, Wanted
from ai_service.repositories import models
from common.audit import noted
from common.database import transaction
from common.errors import Conflict, NotFound
from common.events import Event, iso, utc_now
from common.logs import get_logger
from common.outbox import record

logger = get_logger(__name__)

SOURCE = "ai_service"
ANOMALY = "anomaly"


@dataclass(frozen=True)
class By:
    """Who changes something: a person, or the run of the cycle that decided it."""

    actor: int | None = None
    run_id: int | None = None
    reason: str = "by_hand"


def get(session: Session, name: str, *, locked: bool = False) -> Model:
    """Raises NotFound `model_not_found`."""
    model = models.find(session, name, locked=locked)
    if model is None:
        raise NotFound("model_not_found")
    return model


def get_version(session: Session, name: str, number: int) -> ModelVersion:
    """Raises NotFound `model_not_found`, `version_not_found`."""
    get(session, name)
    version = models.version(session, name, number)
    if version is None:
        raise NotFound("version_not_found")
    return version


def note_version(session: Session, stored: StoredModel) -> None:
    """Note a published version, once."""
    about = stored.manifest
    with transaction(session):
        models.add_version(
            session,
            ModelVersion(
                name=stored.name,
                version=stored.version,
                run_id=about.run_id,
                parent=about.parent,
                checksum=stored.checksum,
                data_hash=about.data_hash,
                code_version=about.code_version,
                seed=about.seed,
                synthetic_share=about.synthetic_share,
                size_bytes=stored.size_bytes,
                metrics=dict(about.metrics),
            ),
        )


def adopt(session: Session, files: ModelFiles, name: str) -> None:
    """Note the versions that somebody put into the folder by the command line; they serve once they are promoted."""
    known = models.known_numbers(session, name)
    for number in files.versions(name):
        if number not in known:
            try:
                note_version(session, files.load(name, number))
            except ModelError as error:
                logger.warning("version_not_adopted", model=name, version=number, error=str(error))


def promote(session: Session, files: ModelFiles, name: str, number: int, by: By) -> ModelVersion:
    """Let a version serve.

    Raises:
        NotFound: `model_not_found`, `version_not_found`.
        Conflict: `already_champion`; `version_unusable` when its files are not as they were published, which is noted
            and told as `model.refused`.
    """
    return _serve(session, files, name, lambda _: number, "promoted", by)


def roll_back(session: Session, files: ModelFiles, name: str, number: int, by: By) -> ModelVersion:
    """Let a version serve that has served before; for the champion itself, the one that served before it.

    Raises:
        NotFound, Conflict: as `promote`; `never_served` when there is nothing to go back to.
    """

    def target(champion: int | None) -> int:
        past = [past for past in models.past_champions(session, name, 100) if past != champion]
        if number == champion and past:
            return past[0]
        if number not in past:
            raise Conflict("never_served")
        return number

    return _serve(session, files, name, target, "rolled_back", by)


def _serve(
    session: Session,
    files: ModelFiles,
    name: str,
    choose: Callable[[int | None], int],
    action: str,
    by: By,
) -> ModelVersion:
    broken = None
    with transaction(session):
        model = get(session, name, locked=True)
        previous = models.aliases(session, name).get(CHAMPION)
        version = get_version(session, name, choose(previous))
        if version.version == previous:
            raise Conflict("already_champion")
        try:
            files.load(name, version.version, version.checksum)
        except ModelError as error:
            broken = error
            _note_change(session, version, previous, "refused", By(by.actor, by.run_id, error.code))
        else:
            models.point(session, name, CHAMPION, version.version)
            if models.aliases(session, name).get(CHALLENGER) == version.version:
                models.drop_alias(session, name, CHALLENGER)
            model.refused = None
            _note_change(session, version, previous, action, by)
    if broken:
        raise Conflict("version_unusable", reason=broken.code) from broken
    return version


def refuse(session: Session, version: ModelVersion, by: By, details: dict[str, Any]) -> None:
    """Note that the gate did not let a challenger through; inside the transaction that decides it."""
    if models.aliases(session, version.name).get(CHALLENGER) == version.version:
        models.drop_alias(session, version.name, CHALLENGER)
    previous = models.aliases(session, version.name).get(CHAMPION)
    _note_change(session, version, previous, "refused", by, details)


def _note_change(
    session: Session,
    version: ModelVersion,
    previous: int | None,
    action: str,
    by: By,
    details: dict[str, Any] | None = None,
) -> None:
    change = ModelChange(
        name=version.name,
        version=version.version,
        previous=previous,
        action=action,
        actor=by.actor,
        run_id=by.run_id,
        reason=by.reason,
    )
    session.add(change)
    data = {
        "model": version.name,
        "version": version.version,
        "previous": previous,
        "actor": by.actor,
        "run_id": by.run_id,
        "reason": by.reason,
        **(details or {}),
    }
    record(session, Event(f"model.{action}", SOURCE, f"model:{version.name}", data))
    if action != "refused":
        before, after = {"version": previous}, {"version": version.version}
        record(session, noted(SOURCE, f"model.{action}", f"model:{version.name}", before=before, after=after))


def follow(session: Session, serving: Serving[M]) -> None:
    """Bring what this process serves up to what the database names; what cannot be served is noted and told once.

    Called when `model.promoted` or `model.rolled_back` is heard, at the start, and now and then.
    """
    wanted = [Wanted(row.version, row.checksum) for row in models.serving_order(session, serving.name)]
    session.rollback()  # no transaction stays open while files are read
    refusal = serving.follow(wanted)
    note_refusal(session, serving.name, refusal)


def note_refusal(session: Session, name: str, refusal: Refusal | None) -> None:
    """Keep on the model what it cannot serve; the event `model.refused` is recorded when that changes."""
    model = get(session, name)
    known = model.refused
    same = refusal is not None and known is not None and _key(known) == (refusal.version, refusal.code)
    if same or (refusal is None and known is None):
        session.rollback()
        return
    with transaction(session):
        model = get(session, name, locked=True)
        if refusal is None:
            model.refused = None
            return
        if model.refused is not None and _key(model.refused) == (refusal.version, refusal.code):
            return  # another replica was first
        model.refused = {**vars(refusal), "at": iso(utc_now())}
        version = models.version(session, name, refusal.version)
        if version is not None:
            _note_change(
                session, version, refusal.serving, "refused", By(reason=refusal.code), {"serving": refusal.serving}
            )


def _key(refused: dict[str, Any]) -> tuple[int, str]:
    return refused["version"], refused["code"]


def settings(session: Session, name: str) -> dict[str, float]:
    """What people set for a model. Raises NotFound `model_not_found`."""
    return _settings_of(get(session, name))


def change_settings(
    session: Session,
    name: str,
    changes: dict[str, float],
    actor: int,
    check: Callable[[dict[str, float]], None],
) -> dict[str, float]:
    """Set these; the event `model.settings_changed` keeps who did, and both values.

    Args:
        check: refuses, given what is set, when that is not what the caller saw.

    Raises:
        NotFound: as `settings`.
    """
    with transaction(session):
        model = get(session, name, locked=True)
        before = _settings_of(model)
        check(before)
        for field, value in changes.items():
            setattr(model, field, value)
        after = _settings_of(model)
        if after != before:
            data = {"model": name, "actor": actor, "before": before, "after": after}
            record(
                session,
                Event("model.settings_changed", SOURCE, f"model:{name}", data),
                noted(SOURCE, "model.settings_changed", f"model:{name}", before=before, after=after),
            )
    return after


def _settings_of(model: Model) -> dict[str, float]:
    return {"alerts_per_kiosk_day": model.alerts_per_kiosk_day}
