"""Requests and responses of QR codes, labels, import and export."""

from typing import Annotated, Literal

from apiflask.fields import UploadFile
from pydantic import (
    BaseModel,
    Field,
)

from common.pages import MAX_BIGINT
from kiosk_service.services import qr


class QrQuery(BaseModel):
    size: int = Field(default=512, ge=qr.SMALLEST, le=qr.LARGEST, description="pixels of a side")


class LabelsIn(BaseModel):
    ids: list[Annotated[int, Field(ge=1, le=MAX_BIGINT)]] = Field(min_length=1, max_length=500)
    size: Literal["63.5x38.1", "70x37", "99.1x67.7", "105x148"] = Field(
        default="63.5x38.1", description="millimetres of one label on its A4 sheet"
    )


class ImportQuery(BaseModel):
    dry_run: bool = Field(default=False, description="only report, create nothing")
    task: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9_-]{8,64}$",
        description="a name of the caller's own choice: `task_progress` {task_id, kind, done, total, phase, state} with"
        " it goes to the caller's room `user:<id>` while the file is worked on",
    )


class ImportFile(BaseModel):
    file: UploadFile = Field(description="CSV or XLSX with the columns of /kiosks/export.csv, in Spanish or English")


class ImportProblem(BaseModel):
    """A field of a row that kept it from being created."""

    row: int = Field(description="as a spreadsheet program counts; the header is the first")
    field: str
    code: str
    message: str


class ImportOut(BaseModel):
    message: str
    dry_run: bool
    rows: int = Field(description="below the header, without blank ones")
    valid: int
    created: int
    ignored_columns: list[str] = Field(description="headers that name nothing a kiosk has")
    errors: list[ImportProblem]
