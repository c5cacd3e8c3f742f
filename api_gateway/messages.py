"""Words of api_gateway for people."""

from common.messages import Catalogue, Text

MESSAGES: Catalogue = {
    "service_timeout": Text(
        "El servicio {service} tardó demasiado. Inténtalo de nuevo.",
        "The service {service} took too long. Try again.",
    ),
    "bad_answer": Text(
        "El servicio {service} dio una respuesta que no se entiende.",
        "The service {service} gave an answer that cannot be understood.",
    ),
    "web_app_missing": Text("La aplicación web no está construida.", "The web app has not been built."),
    "rate_limited": Text(
        "Demasiadas solicitudes. Espera un momento y vuelve a intentarlo.",
        "Too many requests. Wait a moment and try again.",
    ),
    "host_invalid": Text("La dirección del servidor no es válida.", "The server's address (Host) is not valid."),
    "body_broken_off": Text("La solicitud llegó incompleta.", "The request came in incomplete."),
    "body_too_slow": Text("La solicitud tardó demasiado en llegar.", "The request took too long to come in."),
}
