"""Words of payment_service for people."""

from common.messages import Catalogue, Text

MESSAGES: Catalogue = {
    "kiosk_not_found": Text(
        "Ese kiosco no existe o no puedes verlo.", "There is no such kiosk, or you may not see it."
    ),
    "payment_not_found": Text(
        "Ese pago no existe o no puedes verlo.", "There is no such payment, or you may not see it."
    ),
    "idempotency_key_required": Text(
        "Falta el encabezado Idempotency-Key: sin él un pago repetido se cobraría dos veces.",
        "The header Idempotency-Key is missing: without it a repeated payment would count twice.",
    ),
    "currency_unknown": Text(
        "{currency} no es una moneda de la norma ISO 4217.", "{currency} is no currency of ISO 4217."
    ),
    "amount_not_positive": Text("El importe debe ser mayor que cero.", "The amount must be more than zero."),
    "amount_too_large": Text("El importe es demasiado grande.", "The amount is too large."),
    "amount_too_fine": Text(
        "Un importe en {currency} tiene como máximo {digits} decimales.",
        "An amount in {currency} has at most {digits} decimals.",
    ),
    "occurred_at_ahead": Text(
        "La fecha del pago está en el futuro. Revisa el reloj.", "The payment's time is in the future. Check the clock."
    ),
    "occurred_at_too_old": Text(
        "La fecha del pago es de hace más de 35 días.", "The payment's time is more than 35 days ago."
    ),
    "empty_range": Text("El intervalo está vacío.", "The range is empty."),
}
