"""The derived status of a kiosk; `repositories.kiosk_lists` turns it round for queries."""


def status_of(lifecycle: str, mode: str, connection: str) -> str:
    """retired, registered, then the mode unless normal, then the connection."""
    if lifecycle != "active":
        return lifecycle
    return connection if mode == "normal" else mode
