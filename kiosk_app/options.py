"""What a kiosk is started with."""

from dataclasses import dataclass, field
from pathlib import Path

from kiosk_app.config import KioskConfig, Place


@dataclass(frozen=True)
class Options:
    """How one kiosk is to run; `data_dir` is its own folder."""

    serial: str
    server_url: str
    data_dir: Path
    config: KioskConfig = field(default_factory=KioskConfig)
    enrolment_token: str | None = field(default=None, repr=False)
    kiosk_id: int | None = None
    model: str = ""
    real_location: Place | None = None
    sales: float = 0.0
    """Mean seconds between two simulated sales at the busiest time; 0 for none."""
    faults: dict[str, float] | None = None
    """Faults and their severities to begin with; None leaves those that are on."""
