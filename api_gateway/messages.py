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
}
