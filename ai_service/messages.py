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
    "model_not_found": Text("Ese modelo no existe.", "There is no such model."),
    "version_not_found": Text("Esa versión no existe.", "There is no such version."),
    "run_not_found": Text("Ese entrenamiento no existe.", "There is no such training run."),
    "run_in_progress": Text("Ya hay un entrenamiento en marcha.", "A training run is in progress already."),
    "already_champion": Text("Esa versión ya está en uso.", "That version is in use already."),
    "never_served": Text("No hay una versión anterior a la que volver.", "There is no earlier version to go back to."),
    "version_unusable": Text(
        "Los archivos de esa versión faltan o cambiaron ({reason}); sigue en uso la anterior.",
        "The files of that version are missing or were changed ({reason}); the one before stays in use.",
    ),
    "group_not_found": Text(
        "Ese grupo no existe o no ves ninguno de sus kioscos.", "There is no such group, or you see none of its kiosks."
    ),
    "incident_not_found": Text(
        "Ese incidente no existe o no puedes verlo.", "There is no such incident, or you may not see it."
    ),
    "one_of_both": Text("Se admite un kiosco o un grupo, no ambos.", "Either a kiosk or a group, not both."),
    "empty_range": Text("El intervalo de tiempo está vacío.", "The time range is empty."),
    "range_too_long": Text("Se admiten como mucho {most} días.", "At most {most} days can be asked for."),
    "recommendation_not_found": Text(
        "Esa recomendación no existe o no puedes verla.", "There is no such recommendation, or you may not see it."
    ),
    "recommendation_closed": Text(
        "Esa recomendación ya se decidió o dejó de valer.", "That recommendation has been decided or has lapsed."
    ),
}
