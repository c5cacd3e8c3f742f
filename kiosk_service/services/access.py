"""Which kiosks a person may see."""

from common.tokens import Principal

READ_ALL = "kiosks.read_all"


def owner_limit(principal: Principal) -> int | None:
    """None when the person sees every kiosk, else their own id: only kiosks assigned to them count."""
    return None if principal.may(READ_ALL) else principal.id
