"""Words of notification_service for people."""

from common.messages import Catalogue, Text

MESSAGES: Catalogue = {
    "address_invalid": Text("Esa dirección de correo no es válida.", "That mail address is not valid."),
    "delivery_not_found": Text("Ese envío no existe.", "There is no such delivery."),
    "delivery_not_failed": Text(
        "Solo se puede reintentar un envío que falló.", "Only a delivery that has failed can be tried again."
    ),
    "mail_not_found": Text("Ese correo no está en el buzón.", "That mail is not in the mailbox."),
    "mailbox_not_here": Text(
        "Este sistema no guarda los correos que envía.", "This system does not keep the mail that it sends."
    ),
    "template_unknown": Text("No hay una plantilla con ese nombre.", "There is no template of that name."),
    "template_data_missing": Text("Faltan datos para esa plantilla.", "Data for that template is missing."),
}
