"""Words of auth_service for people."""

from common.messages import Catalogue, Text

MESSAGES: Catalogue = {
    "invalid_credentials": Text(
        "El usuario o la contraseña no son correctos.", "The user name or the password is not right."
    ),
    "session_ended": Text("La sesión terminó. Vuelve a iniciar sesión.", "The session has ended. Sign in again."),
    "csrf_header_missing": Text(
        "Falta la cabecera que protege la sesión.", "The header that protects the session is missing."
    ),
    "user_not_found": Text("Esa persona no existe.", "There is no such person."),
}
