"""Models, versions, aliases and changes in the database."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from ai_service.models.registry import CHAMPION, Model, ModelAlias, ModelChange, ModelVersion
from common.pages import Page, PageQuery, paginate


def find(session: Session, name: str, *, locked: bool = False) -> Model | None:
    query = select(Model).where(Model.name == name)
    return session.scalar(query.with_for_update() if locked else query, execution_options={"populate_existing": True})


def page_of(session: Session, page: PageQuery) -> Page[Model]:
    return paginate(session, select(Model), page, Model.name)


def add_version(session: Session, version: ModelVersion) -> None:
    """Note a version; one that is known already stays as it is."""
    columns = [column.key for column in ModelVersion.__mapper__.columns if column.key != "created_at"]
    values = {name: getattr(version, name) for name in columns}
    session.execute(insert(ModelVersion).values(values).on_conflict_do_nothing())


def version(session: Session, name: str, number: int) -> ModelVersion | None:
    return session.get(ModelVersion, (name, number))


def versions(session: Session, name: str, page: PageQuery) -> Page[ModelVersion]:
    """Newest first."""
    query = select(ModelVersion).where(ModelVersion.name == name)
    return paginate(session, query, page, ModelVersion.version, descending=True)


def known_numbers(session: Session, name: str) -> set[int]:
    return set(session.scalars(select(ModelVersion.version).where(ModelVersion.name == name)))


def aliases(session: Session, name: str) -> dict[str, int]:
    """The version of each alias that is set."""
    query = select(ModelAlias).where(ModelAlias.name == name)
    return {row.alias: row.version for row in session.scalars(query)}


def point(session: Session, name: str, alias: str, number: int) -> None:
    """Let an alias name this version."""
    statement = insert(ModelAlias).values(name=name, alias=alias, version=number)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[ModelAlias.name, ModelAlias.alias],
            set_={"version": statement.excluded.version, "since": statement.excluded.since},
            where=ModelAlias.version != statement.excluded.version,
        )
    )


def drop_alias(session: Session, name: str, alias: str) -> None:
    row = session.get(ModelAlias, (name, alias))
    if row is not None:
        session.delete(row)
        session.flush()


def changes(session: Session, name: str, limit: int) -> Sequence[ModelChange]:
    """Newest first."""
    query = select(ModelChange).where(ModelChange.name == name).order_by(ModelChange.id.desc())
    return session.scalars(query.limit(limit)).all()


def past_champions(session: Session, name: str, limit: int) -> list[int]:
    """The versions that have served, the one that did last first, each once."""
    query = (
        select(ModelChange.version)
        .where(ModelChange.name == name, ModelChange.action.in_(("promoted", "rolled_back")))
        .order_by(ModelChange.id.desc())
    )
    return list(dict.fromkeys(session.scalars(query)))[:limit]


def serving_order(session: Session, name: str, limit: int = 5) -> list[ModelVersion]:
    """The champion, then the versions that served before it, newest first."""
    champion = aliases(session, name).get(CHAMPION)
    if champion is None:
        return []
    numbers = list(dict.fromkeys([champion, *past_champions(session, name, limit)]))
    found = {
        row.version: row
        for row in session.scalars(
            select(ModelVersion).where(ModelVersion.name == name, ModelVersion.version.in_(numbers))
        )
    }
    return [found[number] for number in numbers if number in found]
