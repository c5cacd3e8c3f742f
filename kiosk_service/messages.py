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
    "code_immutable": Text(
        "El código no se puede cambiar: ya está impreso en la etiqueta.",
        "The code cannot be changed: it is printed on the label.",
    ),
    "serial_immutable": Text("El número de serie no se puede cambiar.", "The serial cannot be changed."),
    "kiosk_assigned_to_other": Text(
        "Ese kiosco está asignado a otra persona.", "That kiosk is assigned to somebody else."
    ),
    "person_not_found": Text("No hay una persona con ese id.", "There is no person of that id."),
    "person_disabled": Text("Esa persona está deshabilitada.", "That person is disabled."),
    "file_empty": Text("El archivo está vacío.", "The file is empty."),
    "file_unreadable": Text(
        "No se pudo leer el archivo. Guárdalo como CSV o XLSX e inténtalo de nuevo.",
        "The file could not be read. Save it as CSV or XLSX and try again.",
    ),
    "quote_left_open": Text(
        "Las comillas que se abren en la fila {row} no se cierran.", "The quotes that open in row {row} do not close."
    ),
    "file_too_large_unpacked": Text(
        "El archivo contiene demasiados datos una vez descomprimido.",
        "The file holds too much data once it is unpacked.",
    ),
    "too_many_rows": Text(
        "El archivo tiene más de {most} filas. Divídelo en varios.",
        "The file has more than {most} rows. Split it into several.",
    ),
    "columns_missing": Text(
        "Faltan columnas en la primera fila: {columns}.", "Columns are missing in the first row: {columns}."
    ),
    "import_running": Text(
        "Ya hay una importación en curso. Espera a que termine.", "An import is running. Wait until it is done."
    ),
    # Of rows in a file; the codes of fields are pydantic's, as everywhere.
    "serial_repeated": Text("Otra fila anterior tiene ese número de serie.", "An earlier row has that serial already."),
    "code_repeated": Text("Otra fila anterior tiene ese código.", "An earlier row has that code already."),
    "missing": Text("Falta este dato.", "This is missing."),
    "string_too_short": Text("El texto es demasiado corto.", "The text is too short."),
    "string_too_long": Text("El texto es demasiado largo.", "The text is too long."),
    "string_pattern_mismatch": Text(
        "Solo se admiten letras sin acento, números, puntos y guiones.",
        "Only plain letters, digits, dots and hyphens may be used.",
    ),
    "float_parsing": Text("No es un número.", "It is not a number."),
    "int_parsing": Text("No es un número entero.", "It is not a whole number."),
    "greater_than_equal": Text("El número es demasiado pequeño.", "The number is too small."),
    "less_than_equal": Text("El número es demasiado grande.", "The number is too large."),
    "too_long": Text("Son demasiados.", "There are too many."),
    "value_error": Text(
        "El texto tiene caracteres que no se admiten.", "The text holds characters that cannot be used."
    ),
}
