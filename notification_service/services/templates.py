"""The words of the mails that we send, in Spanish and English."""

from collections.abc import Mapping
from dataclasses import dataclass

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from common.errors import Invalid

DEFAULT_LANGUAGE = "es"
# Plain text: nothing is to be escaped. What people fill in is data and never a template.
_ENVIRONMENT = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)


@dataclass(frozen=True)
class Words:
    """Subject and text with `{{ placeholders }}`."""

    subject: str
    body: str


@dataclass(frozen=True)
class Template:
    """A mail in each language. `private` means that its text holds a secret."""

    words: Mapping[str, Words]
    private: bool = False


TEMPLATES: Mapping[str, Template] = {
    "test": Template(
        {
            "es": Words(
                "Correo de prueba de Admin Kiosk",
                "Si lees esto, Admin Kiosk puede enviarte correos.\n\nSe pidió desde {{ public_url }}.\n",
            ),
            "en": Words(
                "Test mail from Admin Kiosk",
                "If you can read this, Admin Kiosk can send you mail.\n\nIt was asked for at {{ public_url }}.\n",
            ),
        }
    ),
    "password_reset": Template(
        {
            "es": Words(
                "Elige una contraseña nueva para Admin Kiosk",
                "Hola, {{ username }}:\n\n"
                "Alguien pidió cambiar tu contraseña. Si fuiste tú, elige una nueva aquí:\n\n{{ link }}\n\n"
                "El enlace sirve una sola vez y por poco tiempo. Si no fuiste tú, no hace falta que hagas nada.\n",
            ),
            "en": Words(
                "Choose a new password for Admin Kiosk",
                "Hello {{ username }},\n\n"
                "Somebody asked to change your password. If it was you, choose a new one here:\n\n{{ link }}\n\n"
                "The link works once and for a short time. If it was not you, there is nothing to do.\n",
            ),
        },
        private=True,
    ),
}


def render(name: str, language: str, data: Mapping[str, object]) -> Words:
    """The mail's words with the data filled in; another language than ours falls back to Spanish.

    Raises:
        Invalid: `template_unknown`, or `template_data_missing` when a placeholder has no value.
    """
    template = TEMPLATES.get(name)
    if template is None:
        raise Invalid("template_unknown")
    words = template.words.get(language, template.words[DEFAULT_LANGUAGE])
    try:
        return Words(*(_ENVIRONMENT.from_string(text).render(data) for text in (words.subject, words.body)))
    except TemplateError as error:
        raise Invalid("template_data_missing") from error
