"""Words for people, by error code, in Spanish and English."""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Text(NamedTuple):
    """One message in both languages; `{name}` placeholders are filled from the error's details."""

    es: str
    en: str

    def filled(self, language: str, details: Mapping[str, Any]) -> str:
        """The words in `es` or `en`."""
        return (self.en if language == "en" else self.es).format_map(details)


Catalogue = Mapping[str, Text]

_SPANISH_MARKS = str.maketrans(",.", ".,")


def number_in(language: str, written: str) -> str:
    """A number that is written as in English, as it is written in `es` or `en`."""
    return written.translate(_SPANISH_MARKS) if language == "es" else written


COMMON: Catalogue = {
    "malformed_request": Text(
        "No se pudo leer la solicitud: el JSON no es válido.",
        "The request could not be read: its JSON is not valid.",
    ),
    "unauthorized": Text("Hace falta iniciar sesión.", "Sign in first."),
    "token_expired": Text("La sesión venció. Vuelve a iniciar sesión.", "The session has expired. Sign in again."),
    "token_revoked": Text("La sesión fue cerrada. Vuelve a iniciar sesión.", "The session was ended. Sign in again."),
    "forbidden": Text("No tienes permiso para hacer esto.", "You may not do this."),
    "password_change_required": Text("Primero elige una contraseña nueva.", "Choose a new password first."),
    "not_found": Text("No existe o no puedes verlo.", "It does not exist, or you may not see it."),
    "method_not_allowed": Text("Ese método no está permitido aquí.", "That method is not allowed here."),
    "too_large": Text("La solicitud es demasiado grande.", "The request is too large."),
    "unsupported_media_type": Text("Se espera JSON (application/json).", "JSON (application/json) is expected."),
    "invalid_request": Text("Hay datos que no son válidos.", "Some of the data is not valid."),
    "invalid_cursor": Text("El cursor no es válido para esta lista.", "The cursor is not valid for this list."),
    "edit_conflict": Text(
        "Otra persona cambió este registro. Vuelve a cargarlo y repite el cambio.",
        "Somebody else changed this record. Load it again and repeat the change.",
    ),
    "idempotency_key_reused": Text(
        "Esa clave de idempotencia ya se usó con otros datos.",
        "That idempotency key was used before with other data.",
    ),
    "idempotency_key_invalid": Text(
        "La clave de idempotencia debe tener de 1 a 200 caracteres.",
        "The idempotency key must have 1 to 200 characters.",
    ),
    "internal_error": Text(
        "Algo falló de nuestro lado. Inténtalo de nuevo; si sigue, avisa con el número de solicitud.",
        "Something failed on our side. Try again; if it goes on, report the request id.",
    ),
    "service_unavailable": Text(
        "El servicio {service} no responde. Inténtalo en unos segundos.",
        "The service {service} does not answer. Try again in a few seconds.",
    ),
}

_BY_STATUS = {
    4: Text("La solicitud no se puede atender.", "The request cannot be served."),
    5: COMMON["internal_error"],
}


def message_for(code: str, status: int, language: str, catalogue: Catalogue, details: Mapping[str, str | int]) -> str:
    """The words for a code in `es` or `en`; the service's own catalogue comes first."""
    text = catalogue.get(code) or COMMON.get(code) or _BY_STATUS[4 if status < 500 else 5]
    return text.filled(language, {"service": "", **details})
