"""What lists of kiosks are asked for, and answer."""

from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    Field,
)

from common.fields import Line
from common.pages import PageQuery
from kiosk_service.repositories.kiosk_lists import Box, Filters
from kiosk_service.schemas.kiosks import KioskWithReading, Status


class KioskList(BaseModel):
    items: list[KioskWithReading]
    next_cursor: str | None
    total: int


Sort = Literal[
    "id", "-id", "name", "-name", "last_seen_at", "-last_seen_at", "created_at", "-created_at"
]  # fmt: skip
_DEGREES = r"-?[0-9]{1,3}(\.[0-9]{1,20})?"


def _box(text: str) -> Box:
    box = Box(*map(float, text.split(",")))
    if not (-90 <= box.min_lat <= box.max_lat <= 90 and abs(box.min_lng) <= 180 and abs(box.max_lng) <= 180):
        raise ValueError("is not min_lng,min_lat,max_lng,max_lat on Earth")
    return box


def _checked_box(text: str) -> str:
    _box(text)
    return text


BoxText = Annotated[str, Field(pattern=f"^{_DEGREES}(,{_DEGREES}){{3}}$"), AfterValidator(_checked_box)]


class KioskFilters(BaseModel):
    """What lists and exports are narrowed to."""

    q: Annotated[Line, Field(max_length=120)] | None = Field(
        default=None, description="part of name, code, serial or place, whatever its capitals and accents"
    )
    status: Status | None = Field(default=None, description="default: all but retired")
    group: Annotated[Line, Field(max_length=80)] | None = None
    tag: Annotated[Line, Field(max_length=40)] | None = None
    model: Annotated[Line, Field(max_length=80)] | None = None
    assigned_to: Annotated[str, Field(pattern=r"^(me|none|[0-9]{1,18})$")] | None = Field(
        default=None, description="a person's id, `me`, or `none` for kiosks of nobody"
    )
    bbox: BoxText | None = Field(
        default=None,
        description="min_lng,min_lat,max_lng,max_lat: where kiosks are assigned or, when they are not, where they"
        " say they are; min_lng above max_lng crosses the 180th meridian",
    )

    def of(self, user_id: int, owner: int | None) -> Filters:
        """As the database takes them, for this caller who may see what is of `owner` (None: all)."""
        assigned_to: int | Literal["none"] | None = None
        if self.assigned_to == "none":
            assigned_to = "none"
        elif self.assigned_to is not None:
            assigned_to = user_id if self.assigned_to == "me" else int(self.assigned_to)
        return Filters(
            owner=owner,
            status=self.status,
            group=self.group,
            tag=self.tag,
            model=self.model,
            assigned_to=assigned_to,
            text=self.q,
            box=_box(self.bbox) if self.bbox else None,
        )


class KioskQuery(KioskFilters, PageQuery):
    sort: Sort = "id"
    include: Literal["reading"] | None = None
