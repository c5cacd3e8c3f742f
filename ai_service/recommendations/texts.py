"""Advice in words, in Spanish and English."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from ai_service.recommendations.situation import Advice
from common.messages import Text, number_in

WEEKDAYS = {
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}

# (code, variant) → title, why, action. `money` is the effect with its currency.
_TEXTS: Mapping[tuple[str, str], tuple[Text, Text, Text]] = {
    ("collect_cash", "full"): (
        Text("Retirar el efectivo: la caja está llena", "Collect the cash: the box is full"),
        Text(
            "La caja está llena desde el {since} y el {share} de las ventas se paga en efectivo:"
            " {money} en los próximos {days} días.",
            "The box has been full since {since}, and {share} of sales are paid in cash:"
            " {money} in the next {days} days.",
        ),
        Text("Vaciar la caja hoy.", "Empty the box today."),
    ),
    ("collect_cash", "soon"): (
        Text("Retirar el efectivo antes del {due}", "Collect the cash by {due}"),
        Text(
            "Entraron {used} desde que se vació y se llenó con unos {limit}; las ventas esperadas la llenan el {due}."
            " Llena, se perderían {money} en {days} días.",
            "{used} went in since it was emptied, and it was full at about {limit}; expected sales fill it on {due}."
            " Full, it would cost {money} in {days} days.",
        ),
        Text("Pasar a vaciarla ese día o antes.", "Empty it on that day or before."),
    ),
    ("refill_paper", "no_paper"): (
        Text("Reponer el papel: la impresora no tiene", "Refill the paper: the printer has none"),
        Text(
            "Sin papel desde el {since}. Está en juego: {money} en {days} día(s).",
            "Without paper since {since}. At stake: {money} in {days} day(s).",
        ),
        Text("Llevar un rollo hoy.", "Bring a roll today."),
    ),
    ("refill_paper", "low_ink"): (
        Text("Reponer la tinta de la impresora", "Refill the printer's ink"),
        Text(
            "Avisa poca tinta desde el {since}. Está en juego: {money} en {days} día(s).",
            "It has been low on ink since {since}. At stake: {money} in {days} day(s).",
        ),
        Text("Llevar tinta en la próxima visita.", "Bring ink on the next visit."),
    ),
    ("refill_paper", "no_paper_unmissed"): (
        Text("Reponer el papel: la impresora no tiene", "Refill the paper: the printer has none"),
        Text(
            "Sin papel desde el {since}. Hasta ahora no se nota en las ventas.",
            "Without paper since {since}. So far sales do not show it.",
        ),
        Text("Llevar un rollo en la próxima visita.", "Bring a roll on the next visit."),
    ),
    ("refill_paper", "low_ink_unmissed"): (
        Text("Reponer la tinta de la impresora", "Refill the printer's ink"),
        Text(
            "Avisa poca tinta desde el {since}. Hasta ahora no se nota en las ventas.",
            "It has been low on ink since {since}. So far sales do not show it.",
        ),
        Text("Llevar tinta en la próxima visita.", "Bring ink on the next visit."),
    ),
    ("refill_paper", "soon"): (
        Text("Reponer el papel antes del {due}", "Refill the paper by {due}"),
        Text(
            "Van {used} recibos con este rollo y los anteriores duraron unos {limit}: se acaba el {due}."
            " Ese día se esperan ventas por {money}.",
            "{used} receipts are on this roll and earlier ones lasted about {limit}: it ends on {due}."
            " Sales expected on that day: {money}.",
        ),
        Text("Llevar un rollo ese día o antes.", "Bring a roll on that day or before."),
    ),
    ("send_someone", "measured"): (
        Text("Enviar a alguien: {trouble}", "Send someone: {trouble}"),
        Text(
            "Desde el {since} vende menos que los mismos días de las cuatro semanas anteriores:"
            " {money} menos en {days} días, medido en {measured} día(s).",
            "Since {since} it has sold less than on the same weekdays of the four weeks before:"
            " {money} less in {days} days, measured on {measured} day(s).",
        ),
        Text("Mandar a un técnico antes que a los de menos pérdida.", "Send a technician before those that lose less."),
    ),
    ("send_someone", "at_stake"): (
        Text("Enviar a alguien: {trouble}", "Send someone: {trouble}"),
        Text(
            "Con problemas desde el {since}. Hoy se esperan ventas por {money}, que están en juego.",
            "In trouble since {since}. Sales of {money} are expected today and at stake.",
        ),
        Text("Mandar a un técnico antes que a los de menos pérdida.", "Send a technician before those that lose less."),
    ),
    ("send_someone", "unmissed"): (
        Text("Enviar a alguien: {trouble}", "Send someone: {trouble}"),
        Text(
            "Con problemas desde el {since}. Hasta ahora no se nota en las ventas.",
            "In trouble since {since}. So far sales do not show it.",
        ),
        Text(
            "Mandar a un técnico después que a los que venden menos.", "Send a technician after those that sell less."
        ),
    ),
    ("change_hours", "closed_day"): (
        Text("Abrir los {weekdays}", "Open on {weekdays}"),
        Text(
            "No vendió ningún {weekday} en ocho semanas; {neighbours} vecinos sí, el {share} de su semana."
            " En {days} días serían {money}.",
            "It sold on no {weekday} in eight weeks; {neighbours} neighbours did, {share} of their week."
            " Over {days} days that would be {money}.",
        ),
        Text("Revisar el horario del lugar y probar ese día.", "Check the site's hours and try that day."),
    ),
    ("promote", "weak_day"): (
        Text("Promocionar los {weekdays}", "Promote {weekdays}"),
        Text(
            "Los {weekdays} son el {share} de su semana; en los vecinos, el {theirs}."
            " Igualarlos valdría {money} en {days} días.",
            "{weekdays} are {share} of its week; at its neighbours, {theirs}."
            " To match them would be worth {money} in {days} days.",
        ),
        Text("Probar una promoción ese día durante cuatro semanas.", "Try a promotion on that day for four weeks."),
    ),
    ("move", "move"): (
        Text("Mudar el kiosco a un lugar mejor", "Move the kiosk to a better place"),
        Text(
            "Se esperan {month} en cuatro semanas; sus vecinos venden {usual}. Un lugar del cuarto inferior de ellos"
            " vendería {money} más.",
            "It is expected to sell {month} in four weeks; its neighbours sell {usual}. A place like the lowest quarter"
            " of theirs would sell {money} more.",
        ),
        Text("Buscar otro lugar en la zona.", "Look for another place in the area."),
    ),
    ("retire", "retire"): (
        Text("Dar de baja el kiosco", "Retire the kiosk"),
        Text(
            "Se esperan {month} en cuatro semanas; sus vecinos venden {usual}. Es lo que se dejaría de vender.",
            "It is expected to sell {month} in four weeks; its neighbours sell {usual}. That is what would be lost.",
        ),
        Text("Comparar con lo que cuesta mantenerlo.", "Compare it with what keeping it costs."),
    ),
}


def texts_of(advice: Advice, currency: str, digits: int) -> dict[str, dict[str, str]]:
    """Title, why and action in each language.

    Args:
        digits: after the point, of the currency's amounts.
    """
    title, why, action = _TEXTS[advice.code, advice.variant]
    found = {}
    for language in ("es", "en"):
        words = _words(advice, language, partial(_money, currency=currency, digits=digits, language=language))
        found[language] = {
            name: text.filled(language, words) for name, text in (("title", title), ("why", why), ("action", action))
        }
    return found


def _words(advice: Advice, language: str, money: Callable[[float], str]) -> dict[str, str]:
    words = {"money": money(abs(advice.effect)), "days": str(advice.effect_days)}
    for name, value in advice.words.items():
        words[name] = _word(name, value, language, money, advice.code)
    if "weekday" in words:
        # Those that end in s are their own plural in Spanish; no day does in English.
        words["weekdays"] = words["weekday"].removesuffix("s") + "s"
    return words


def _word(name: str, value: Any, language: str, money: Callable[[float], str], code: str) -> str:
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y") if language == "es" else value.isoformat()
    if name == "weekday":
        return WEEKDAYS[language][value]
    if name == "trouble":
        return str(value[language])
    if name in ("share", "theirs"):
        return f"{100 * value:.0f} %" if language == "es" else f"{100 * value:.0f}%"
    if name in ("used", "limit") and code == "refill_paper":
        return f"{value:.0f}"
    if name in ("used", "limit", "month", "usual"):
        return money(value)
    return str(value)


def _money(amount: float, *, currency: str, digits: int, language: str) -> str:
    written = f"{Decimal(amount).quantize(Decimal(1).scaleb(-digits)):,}"
    return f"{number_in(language, written)} {currency}"
