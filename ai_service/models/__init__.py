"""The tables of ai_service, a file for each area."""

from ai_service.models.base import Base
from ai_service.models.sales import DueDay, SalesDay

__all__ = ["Base", "DueDay", "SalesDay"]
