"""The derived status of a kiosk, in Python and in SQL."""

from sqlalchemy import ColumnElement, case

from kiosk_service.models import Kiosk, KioskState


def status_of(lifecycle: str, mode: str, connection: str) -> str:
    """retired, registered, then the mode unless normal, then the connection."""
    if lifecycle != "active":
        return lifecycle
    return connection if mode == "normal" else mode


def status_column() -> ColumnElement[str]:
    """`status_of` for queries over Kiosk joined with KioskState."""
    return case(
        (Kiosk.lifecycle != "active", Kiosk.lifecycle),
        (Kiosk.mode != "normal", Kiosk.mode),
        else_=KioskState.connection,
    )
