"""Words for what is wrong with one field, by pydantic's error type or a code of our own.

The types are those of pydantic that our schemas can raise (https://docs.pydantic.dev/latest/errors/validation_errors/);
`{placeholders}` come from its context, such as `{min_length}`.
"""

from collections.abc import Mapping
from typing import Any

from common.messages import COMMON, Catalogue, Text

INVALID = Text("Este valor no es válido.", "This value is not valid.")
"""For a type that has no words of its own."""

_NUMBER = Text("Debe ser un número.", "Must be a number.")
_WHOLE = Text("Debe ser un número entero.", "Must be a whole number.")
_YES_NO = Text("Debe ser verdadero o falso.", "Must be true or false.")
_TEXT = Text("Debe ser un texto.", "Must be a text.")
_LIST = Text("Debe ser una lista.", "Must be a list.")
_OBJECT = Text("Debe ser un objeto con campos.", "Must be an object with fields.")
_TIME = Text(
    "Debe ser una fecha y hora, como 2026-03-01T12:00:00Z.", "Must be a date and time, such as 2026-03-01T12:00:00Z."
)
_DATE = Text("Debe ser una fecha, como 2026-03-01.", "Must be a date, such as 2026-03-01.")
_ADDRESS = Text("Debe ser una dirección web completa.", "Must be a whole web address.")

FIELD_MESSAGES: Catalogue = {
    "missing": Text("Falta este dato.", "This is missing."),
    "extra_forbidden": Text("Este campo no existe aquí.", "There is no such field here."),
    **dict.fromkeys(("string_type", "string_unicode"), _TEXT),
    "string_too_short": Text(
        "Es demasiado corto (mínimo de caracteres: {min_length}).", "Is too short (least characters: {min_length})."
    ),
    "string_too_long": Text(
        "Es demasiado largo (máximo de caracteres: {max_length}).", "Is too long (most characters: {max_length})."
    ),
    "string_pattern_mismatch": Text(
        "Tiene una forma o caracteres que no se admiten.", "Has a form or characters that are not allowed."
    ),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float", "int_parsing_size"), _WHOLE),
    **dict.fromkeys(
        ("float_type", "float_parsing", "finite_number", "decimal_type", "decimal_parsing", "decimal_finite"), _NUMBER
    ),
    **dict.fromkeys(
        ("decimal_max_digits", "decimal_whole_digits"), Text("Tiene demasiadas cifras.", "Has too many digits.")
    ),
    "decimal_max_places": Text(
        "Tiene demasiados decimales (máximo: {decimal_places}).", "Has too many decimals (most: {decimal_places})."
    ),
    "greater_than": Text("Debe ser mayor que {gt}.", "Must be more than {gt}."),
    "greater_than_equal": Text("Debe ser {ge} o más.", "Must be {ge} or more."),
    "less_than": Text("Debe ser menor que {lt}.", "Must be less than {lt}."),
    "less_than_equal": Text("Debe ser {le} o menos.", "Must be {le} or less."),
    "multiple_of": Text("Debe ser un múltiplo de {multiple_of}.", "Must be a multiple of {multiple_of}."),
    **dict.fromkeys(("bool_type", "bool_parsing"), _YES_NO),
    **dict.fromkeys(("literal_error", "enum"), Text("Debe ser uno de: {expected}.", "Must be one of: {expected}.")),
    **dict.fromkeys(("datetime_type", "datetime_parsing", "datetime_from_date_parsing"), _TIME),
    "timezone_aware": Text("Falta la zona horaria, como Z.", "The time zone is missing, such as Z."),
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"), _DATE),
    **dict.fromkeys(("list_type", "tuple_type", "set_type"), _LIST),
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type", "dataclass_type"), _OBJECT),
    "too_short": Text("Tiene muy pocos elementos (mínimo: {min_length}).", "Has too few items (least: {min_length})."),
    "too_long": Text("Tiene demasiados elementos (máximo: {max_length}).", "Has too many items (most: {max_length})."),
    **dict.fromkeys(("url_type", "url_parsing", "url_scheme"), _ADDRESS),
    "text_unstorable": Text("Contiene caracteres que no se pueden guardar.", "Holds characters that cannot be stored."),
    "out_of_range": Text("Está fuera de rango.", "Is out of range."),
    "null_not_allowed": Text("{name} no puede quedar vacío.", "{name} cannot be null."),
    "address_invalid": Text("No es una dirección de correo válida.", "Is not a valid mail address."),
}


def field_message_for(code: str, language: str, catalogue: Catalogue, details: Mapping[str, Any]) -> str:
    """The words for what is wrong with a field, in `es` or `en`; the service's own catalogue comes first."""
    text = catalogue.get(code) or FIELD_MESSAGES.get(code) or COMMON.get(code) or INVALID
    return text.filled(language, details)
