"""Settings of ai_service."""

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, StringConstraints

from common.settings import DatabaseSettings


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError) as error:  # ZoneInfoNotFoundError is a KeyError
        raise ValueError("there is no such time zone") from error
    return name


class Settings(DatabaseSettings):
    service_port: int = 5004
    payment_url: str = "http://127.0.0.1:5003"
    kiosk_url: str = "http://127.0.0.1:5002"
    time_zone: Annotated[str, AfterValidator(_known_zone)] = Field(
        default="America/Argentina/Buenos_Aires", description="where the kiosks are: their days begin and end by it"
    )
    country: Annotated[str, StringConstraints(pattern="^([A-Z]{2})?$")] = Field(
        default="AR", description="whose holidays the kiosks keep (ISO 3166); empty for none"
    )
    models_dir: Path = Field(
        default=Path(".data/models"),
        description="where the versions of models are; every process of ai_service sees it",
    )
    telemetry_shards: int = Field(default=4, ge=1, le=64, description="the same in kiosk_service")
