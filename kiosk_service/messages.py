"""Words of kiosk_service for people."""

from common.messages import Catalogue, Text

MESSAGES: Catalogue = {
    "kiosk_not_found": Text(
        "Ese kiosco no existe o no puedes verlo.", "There is no such kiosk, or you may not see it."
    ),
    "serial_taken": Text("Ya hay un kiosco con ese número de serie.", "There is a kiosk with that serial already."),
    "code_taken": Text("Ya hay un kiosco con ese código.", "There is a kiosk with that code already."),
    "kiosk_retired": Text("Ese kiosco está dado de baja.", "That kiosk is retired."),
    "enrolment_token_invalid": Text(
        "El código de alta no es válido, ya se usó o venció. Pide uno nuevo.",
        "The enrolment token is not valid, was used or has expired. Ask for a new one.",
    ),
    "device_key_invalid": Text(
        "La clave del dispositivo no es válida. Da de alta el kiosco de nuevo.",
        "The device key is not valid. Enrol the kiosk again.",
    ),
    "unknown_metric": Text("No hay una métrica con ese nombre.", "There is no metric of that name."),
    "empty_range": Text("El intervalo de tiempo está vacío.", "The time range is empty."),
    "invalid_payload": Text(
        "Se espera una lectura o una lista de hasta 200.", "A reading or a list of at most 200 is expected."
    ),
}
