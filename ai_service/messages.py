"""Words of ai_service for people."""

from common.messages import Catalogue, Text

MESSAGES: Catalogue = {
    "kiosk_not_found": Text(
        "Ese kiosco no existe o no puedes verlo.", "There is no such kiosk, or you may not see it."
    ),
    "not_enough_history": Text(
        "Hacen falta al menos {needed} días de ventas para un pronóstico; hay {days}.",
        "A forecast needs at least {needed} days of sales; there are {days}.",
    ),
}
