"""Metrics and amounts in words."""

import math
from collections.abc import Mapping

from common.messages import number_in

_NAMES: Mapping[str, tuple[str, str, str]] = {
    "temperature": ("temperatura ambiente", "ambient temperature", "°C"),
    "humidity": ("humedad", "humidity", "%"),
    "air_quality": ("calidad del aire", "air quality", "AQI"),
    "cpu_temp": ("temperatura del procesador", "CPU temperature", "°C"),
    "cpu_usage": ("uso del procesador", "CPU usage", "%"),
    "ram_usage": ("memoria", "memory", "%"),
    "disk_usage": ("disco", "disk", "%"),
    "latency": ("latencia", "latency", "ms"),
    "signal_strength": ("señal", "signal", "dBm"),
    "distance_m": ("distancia a su lugar", "distance from its place", "m"),
    "missing_share": ("lecturas faltantes", "missing readings", ""),
    "printer_trouble_share": ("impresora sin servicio", "printer out of service", ""),
    "card_trouble_share": ("lector de tarjetas sin servicio", "card reader out of service", ""),
    "cash_trouble_share": ("efectivo sin servicio", "cash out of service", ""),
    "printer_changes": ("cambios de la impresora", "printer changes", "/h"),
    "card_changes": ("cambios del lector de tarjetas", "card reader changes", "/h"),
    "sales_rate_ratio": ("ventas respecto a lo usual", "sales against usual", "×"),
    "clock_offset_s": ("diferencia del reloj", "clock difference", "s"),
}
_MADE_OF = {"_max": ("máximo de ", "highest "), "_spread": ("variación de ", "variation of ")}


def title(name: str, language: str) -> str:
    """A metric's name for people, `language` being `es` or `en`; the name itself when it is none of a kiosk's."""
    place = 0 if language == "es" else 1
    if name in _NAMES:
        return _NAMES[name][place]
    for ending, words in _MADE_OF.items():
        base = name.removesuffix(ending)
        if base != name and base in _NAMES:
            return words[place] + _NAMES[base][place]
    return name


def amount(name: str, value: float | None, language: str) -> str:
    """A value with three significant digits or whole, and its unit; a dash for none."""
    if value is None or not math.isfinite(value):
        return "—"
    digits = number_in(language, f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}")
    unit = _unit(name)
    return f"{digits} {unit}" if unit else digits


def _unit(name: str) -> str:
    for ending in ("", *_MADE_OF):
        base = name.removesuffix(ending)
        if base in _NAMES:
            return _NAMES[base][2]
    return ""
