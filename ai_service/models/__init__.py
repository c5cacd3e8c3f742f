"""The tables of ai_service, a file for each area."""

from ai_service.models.base import Base
from ai_service.models.forecasts import Forecast, ForecastRun
from ai_service.models.incidents import Incident
from ai_service.models.minutes import KioskPlace, KioskProfile, MutedSpan, SalesHour, ScoringShard, kiosk_minutes
from ai_service.models.presence import Closure, PeripheralState
from ai_service.models.recommendations import Recommendation
from ai_service.models.registry import KioskFirmware, Model, ModelAlias, ModelChange, ModelVersion, TrainingRun
from ai_service.models.sales import DueDay, SalesDay

__all__ = [
    "Base",
    "Closure",
    "DueDay",
    "Forecast",
    "ForecastRun",
    "Incident",
    "KioskFirmware",
    "KioskPlace",
    "KioskProfile",
    "Model",
    "ModelAlias",
    "ModelChange",
    "ModelVersion",
    "MutedSpan",
    "PeripheralState",
    "Recommendation",
    "SalesDay",
    "SalesHour",
    "ScoringShard",
    "TrainingRun",
    "kiosk_minutes",
]
