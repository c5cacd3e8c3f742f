"""Models, versions, runs and drift, as requests and responses."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from common.fields import Moment
from common.pages import PageQuery

Share = Annotated[float, Field(ge=0, le=1)]
Trigger = Literal["first", "nightly", "verdicts", "drift", "firmware", "manual"]
RunState = Literal["queued", "running", "shadow", "promoted", "refused", "superseded", "failed"]
Stage = Literal["data", "weight", "training", "comparison", "gate", "shadow"]


class _Row(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Said(BaseModel):
    """Words for people in both languages."""

    es: str
    en: str


class Figures(BaseModel):
    """How good a version is on data that it was not trained on."""

    vus_pr: float | None = Field(description="volume under the PR surface on real incidents; null without any")
    false_alerts: float | None = Field(description="alerts per kiosk and day on recent normal data")
    recall: dict[str, Share] = Field(description="share of injected faults that were found, by fault")
    false_recall: dict[str, Share] = Field(description="share of the hard negatives that raised an alert, by kind")
    rows_per_second: float | None = Field(description="rows scored by one core")
    size_bytes: int


class VersionOut(_Row):
    name: str
    version: int
    aliases: list[Literal["champion", "challenger"]]
    state: Literal["ready", "missing", "broken"] = Field(description="whether its files are there and as they were")
    created_at: Moment
    run_id: int | None = Field(description="the run that made it; null for one made from a file")
    parent: int | None = Field(description="the champion when it was made")
    checksum: str = Field(description="SHA-256 of its arrays")
    data_hash: str = Field(description="SHA-256 of what it was trained on")
    code_version: str
    seed: int
    synthetic_share: Share = Field(description="how much of what it was trained on was synthetic, by weight")
    size_bytes: int
    metrics: Figures


class VersionList(BaseModel):
    """Newest first."""

    items: list[VersionOut]
    next_cursor: str | None


class VersionWritten(BaseModel):
    message: str
    version: VersionOut


class ChangeOut(_Row):
    """What was done with a version."""

    id: int
    version: int
    previous: int | None = Field(description="the version that served before")
    action: Literal["promoted", "rolled_back", "refused"]
    actor: int | None = Field(description="the person; null: the cycle itself")
    run_id: int | None
    reason: str = Field(description="a stable code")
    at: Moment


class Check(BaseModel):
    """One condition of the gate, with its numbers."""

    name: str = Field(description="vus_pr, false_alerts, speed, size, shadow, or recall:<fault>")
    passed: bool
    champion: float | None
    challenger: float | None
    bound: float | None = Field(description="the challenger's number must not be worse than this")
    text: Said


class GateOut(BaseModel):
    decision: Literal["promote", "shadow", "refuse"]
    text: Said = Field(description="why")
    checks: list[Check]


class TriedWeight(BaseModel):
    """A weight of synthetic data that was tried, and how well it did on real data kept for that."""

    weight: float
    score: float | None


class DataOut(BaseModel):
    """What a run was trained on and measured with."""

    kiosks: int
    real_rows: int
    synthetic_rows: int
    synthetic_weight: float = Field(description="what a synthetic row counts against a real one")
    synthetic_share: Share
    weights: list[TriedWeight]
    incidents: int = Field(description="real incidents with a verdict")
    held_out_incidents: int
    left_out: dict[str, int] = Field(description="rows that do not count as normal: muted, incidents, installs")
    train_from: Moment | None
    train_to: Moment | None
    held_out_to: Moment | None = Field(description="from train_to to here nothing was trained on")
    data_hash: str
    seed: int


class RunOut(_Row):
    id: int
    name: str
    trigger: Trigger
    requested_by: int | None
    state: RunState
    stage: Stage | None
    done: int
    total: int = Field(description="steps of this stage")
    created_at: Moment
    started_at: Moment | None
    ended_at: Moment | None
    shadow_until: Moment | None = Field(description="while in shadow: when it is decided")
    version: int | None = Field(description="the challenger it made")
    champion: int | None = Field(description="what it was compared with")
    error: str | None


class Comparison(BaseModel):
    """Both on the same held-out real data and the same injected faults."""

    champion: Figures | None
    challenger: Figures


class RunDetail(RunOut):
    data: DataOut | None
    comparison: Comparison | None
    gate: GateOut | None


class RunList(BaseModel):
    """Newest first."""

    items: list[RunOut]
    next_cursor: str | None


class RunQuery(PageQuery):
    state: RunState | None = None


class RunStarted(BaseModel):
    message: str
    run: RunOut


class SettingsOut(BaseModel):
    alerts_per_kiosk_day: float = Field(description="the budget from which the thresholds follow")


class SettingsIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    alerts_per_kiosk_day: float | None = Field(default=None, ge=0.01, le=24)


class SettingsWritten(BaseModel):
    message: str
    settings: SettingsOut


class Refused(BaseModel):
    """A version that should serve and cannot; `serving` does instead (null: limits alone)."""

    version: int
    code: str = Field(description="missing, checksum_mismatch or unreadable")
    serving: int | None
    at: Moment


class DriftedMetric(BaseModel):
    """A metric's recent values against those of the champion's training; `score` is the model's own score."""

    metric: str
    psi: float | None = Field(description="population stability index: from 0.2 on it has moved")
    adwin: bool = Field(description="whether its mean changed within the recent days")
    drifted: bool


class DriftOut(BaseModel):
    """The last comparison; `at` is null before the first."""

    at: Moment | None
    drifted: bool
    version: int | None = Field(description="the champion whose training data is the reference")
    items: list[DriftedMetric]


class ModelOut(BaseModel):
    name: str
    champion: VersionOut | None
    challenger: VersionOut | None
    refused: Refused | None
    run: RunOut | None = Field(description="the newest run")
    settings: SettingsOut
    drifted: bool
    verdicts: int = Field(description="verdicts since the last run; 20 start one")
    history: list[ChangeOut] = Field(description="the last changes, newest first")


class ModelList(BaseModel):
    items: list[ModelOut]
    next_cursor: str | None
