"""The faults that kiosks have, by the signs that give them away, with what to tell a technician.

A text may use {cpu_temp}, … for a metric's newest value with its unit, {cpu_temp_sigma}, … for its distance from usual,
and {since} for when it began.
"""

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from ai_service.anomaly.signs import Signs

Text = Mapping[str, str]
"""By language: `es` and `en`."""


class Template(NamedTuple):
    """`match` tells how strongly the signs speak for this fault, in scales or alike; 0 for not at all. `about`: the
    metrics that it explains."""

    name: str
    match: Callable[[Signs], float]
    title: Text
    text: Text
    about: tuple[str, ...]


_CALM = 2.0
_CLEAR = 3.0
_CERTAIN = 50.0
_METRES_MOVED = 200.0
_SECONDS_OFF = 60.0
_AIR = ("temperature", "humidity", "air_quality")


def _fan_failure(signs: Signs) -> float:
    hot = signs.high("cpu_temp")
    # A processor that protects itself from the heat slows down and so looks busy: that is no cause of the heat.
    flat = signs.high("cpu_usage") < max(_CALM, hot / 2)
    return hot if flat and hot > signs.high("temperature") + 1 else 0.0


def _memory_leak(signs: Signs) -> float:
    leaking = signs.rise("ram_usage") > 0.5 or signs.above("ram_usage", 90)
    return signs.high("ram_usage") if leaking and signs.high("cpu_usage") < signs.high("ram_usage") else 0.0


def _disk_filling(signs: Signs) -> float:
    filling = signs.rise("disk_usage") > 0.5 or signs.above("disk_usage", 90)
    return signs.high("disk_usage") if filling and signs.high("cpu_usage") < _CALM else 0.0


def _log_storm(signs: Signs) -> float:
    busy = signs.high("cpu_usage") >= _CALM
    return signs.high("disk_usage") + signs.high("cpu_usage") if busy and signs.rise("disk_usage") > 0.5 else 0.0


def _weak_link(signs: Signs) -> float:
    slow = max(signs.high("latency"), signs.high("latency_spread"))
    weak = signs.low("signal_strength")
    return weak + slow if weak >= _CALM and signs.high("cpu_usage") < _CLEAR else 0.0


def _slow_network(signs: Signs) -> float:
    slow = signs.high("latency")
    return slow if signs.high("cpu_usage") < _CALM and signs.low("signal_strength") < _CALM else 0.0


def _sensor_stuck(signs: Signs) -> float:
    return _CERTAIN / 2 if signs.stuck("temperature") and signs.stuck("humidity") else 0.0


def _sensor_noisy(signs: Signs) -> float:
    restless = sorted(signs.restless(name) for name in _AIR)
    return restless[-1] + restless[-2] if restless[-2] >= _CLEAR else 0.0


def _sensor_drifting(signs: Signs) -> float:
    """Warmer and drier air than ever that the processor does not feel."""
    away = signs.away("temperature")
    believed = signs.away("cpu_temp") > away / 2 or signs.restless("temperature") > away / 2
    return away if not believed and signs.sigma("temperature") * signs.sigma("humidity") <= 0 else 0.0


def _clock_jump(signs: Signs) -> float:
    off = abs(signs.value("clock_offset_s")) > _SECONDS_OFF
    return _CERTAIN if off and signs.away("clock_offset_s") > _CLEAR else 0.0


def _trouble(column: str, part: str = "", state: str = "") -> Callable[[Signs], float]:
    """A part that does not serve: in this state, or in an unknown one when none is named."""

    def match(signs: Signs) -> float:
        if not (signs.above(column, 0.5) and signs.is_beyond_usual(column)):
            return 0.0
        if not state:
            return _CERTAIN * 0.9
        return _CERTAIN if signs.states.get(part) == state else 0.0

    return match


def _door_open(signs: Signs) -> float:
    away = sorted(signs.away(name) for name in _AIR)
    calm = signs.high("cpu_usage") < _CLEAR and max(signs.restless(name) for name in _AIR) < 2 * away[-1]
    return away[-1] + away[-2] if away[-2] >= _CALM and away[-1] >= _CLEAR and calm else 0.0


def _kiosk_moved(signs: Signs) -> float:
    far = signs.above("distance_m", _METRES_MOVED) and signs.high("distance_m") > _CLEAR
    return 1.5 * _CERTAIN if far else 0.0


def _sales_stopped(signs: Signs) -> float:
    return signs.low("sales_rate_ratio") if signs.value("sales_rate_ratio") < 0.25 else 0.0


def _silent(signs: Signs) -> float:
    return 2 * _CERTAIN if signs.above("missing_share", 0.9) and signs.is_beyond_usual("missing_share") else 0.0


TEMPLATES: tuple[Template, ...] = (
    Template(
        "silent_kiosk",
        _silent,
        {"es": "Kiosco en silencio", "en": "Silent kiosk"},
        {
            "es": "No llegan lecturas desde las {since}. Revisar energía, conexión y programa.",
            "en": "No readings have come since {since}. Check power, connection and software.",
        },
        about=("missing_share",),
    ),
    Template(
        "kiosk_moved",
        _kiosk_moved,
        {"es": "Kiosco fuera de su lugar", "en": "Kiosk not in its place"},
        {
            "es": "Está a {distance_m} del lugar asignado desde las {since}. ¿Traslado o robo?",
            "en": "It has been {distance_m} from its assigned place since {since}. Moved or stolen?",
        },
        about=("distance_m",),
    ),
    Template(
        "clock_jump",
        _clock_jump,
        {"es": "Reloj desviado", "en": "Clock is wrong"},
        {
            "es": "El reloj difiere {clock_offset_s} del servidor desde las {since}. Revisar cómo se sincroniza.",
            "en": "Its clock has differed {clock_offset_s} from the server's since {since}. Check how it is set.",
        },
        about=("clock_offset_s",),
    ),
    Template(
        "paper_out",
        _trouble("printer_trouble_share", "printer_status", "no_paper"),
        {"es": "Sin papel", "en": "Out of paper"},
        {
            "es": "La impresora está sin papel desde las {since}. Reponer el rollo.",
            "en": "The printer has been out of paper since {since}. Put in a new roll.",
        },
        about=("printer_trouble_share",),
    ),
    Template(
        "paper_jam",
        _trouble("printer_trouble_share", "printer_status", "paper_jam"),
        {"es": "Papel atascado", "en": "Paper jam"},
        {
            "es": "La impresora está atascada desde las {since}. Abrir, retirar el papel y probar el corte.",
            "en": "The printer has been jammed since {since}. Open it, take the paper out and test the cutter.",
        },
        about=("printer_trouble_share",),
    ),
    Template(
        "printer_trouble",
        _trouble("printer_trouble_share"),
        {"es": "La impresora no imprime", "en": "Printer does not print"},
        {
            "es": "La impresora no atiende desde las {since}: sin papel, atascada o desconectada.",
            "en": "The printer has not served since {since}: out of paper, jammed or disconnected.",
        },
        about=("printer_trouble_share",),
    ),
    Template(
        "card_reader_errors",
        _trouble("card_trouble_share"),
        {"es": "Errores del lector de tarjetas", "en": "Card reader errors"},
        {
            "es": "El lector de tarjetas falla desde las {since}. Reiniciarlo y limpiar la ranura.",
            "en": "The card reader has been failing since {since}. Restart it and clean the slot.",
        },
        about=("card_trouble_share",),
    ),
    Template(
        "cash_box_full",
        _trouble("cash_trouble_share"),
        {"es": "El efectivo no entra", "en": "Cash is not accepted"},
        {
            "es": "La caja de efectivo está llena o falla desde las {since}. Retirar el dinero.",
            "en": "The cash box has been full or failing since {since}. Collect the money.",
        },
        about=("cash_trouble_share",),
    ),
    Template(
        "sensor_stuck",
        _sensor_stuck,
        {"es": "Sensor trabado", "en": "Sensor stuck"},
        {
            "es": "Temperatura y humedad no cambian desde las {since} ({temperature}, {humidity}). Revisar el sensor.",
            "en": "Temperature and humidity have not moved since {since} ({temperature}, {humidity}). Check it.",
        },
        about=_AIR,
    ),
    Template(
        "sensor_noisy",
        _sensor_noisy,
        {"es": "Sensor ruidoso", "en": "Noisy sensor"},
        {
            "es": "Las medidas del aire saltan desde las {since} mucho más que lo usual. Revisar el cable del sensor.",
            "en": "What the air sensor measures has jumped about since {since} far more than usual. Check its cable.",
        },
        about=_AIR,
    ),
    Template(
        "log_storm",
        _log_storm,
        {"es": "Tormenta de registros", "en": "Log storm"},
        {
            "es": "El disco crece ({disk_usage}) con el procesador ocupado ({cpu_usage}) desde las {since}: "
            "un programa escribe sin parar.",
            "en": "The disk grows ({disk_usage}) with a busy processor ({cpu_usage}) since {since}: "
            "a program writes without end.",
        },
        about=("disk_usage", "cpu_usage"),
    ),
    Template(
        "weak_link",
        _weak_link,
        {"es": "Enlace débil", "en": "Weak link"},
        {
            "es": "Señal {signal_strength} ({signal_strength_sigma} σ) y latencia {latency} desde las {since}. "
            "Revisar antena y operador.",
            "en": "Signal {signal_strength} ({signal_strength_sigma} σ) and latency {latency} since {since}. "
            "Check the antenna and the carrier.",
        },
        about=("signal_strength", "latency"),
    ),
    Template(
        "fan_failure",
        _fan_failure,
        {"es": "Ventilador fallando", "en": "Fan failing"},
        {
            "es": "Temperatura del procesador {cpu_temp} ({cpu_temp_sigma} σ) desde las {since} con carga normal. "
            "Limpiar o cambiar el ventilador.",
            "en": "CPU temperature {cpu_temp} ({cpu_temp_sigma} σ) since {since} while load is flat. "
            "Clean or replace the fan.",
        },
        about=("cpu_temp",),
    ),
    Template(
        "memory_leak",
        _memory_leak,
        {"es": "Fuga de memoria", "en": "Memory leak"},
        {
            "es": "Memoria {ram_usage} ({ram_usage_sigma} σ) y en aumento desde las {since}. Reiniciar el programa.",
            "en": "Memory {ram_usage} ({ram_usage_sigma} σ) and rising since {since}. Restart the software.",
        },
        about=("ram_usage",),
    ),
    Template(
        "disk_filling",
        _disk_filling,
        {"es": "Disco llenándose", "en": "Disk filling up"},
        {
            "es": "Disco {disk_usage} ({disk_usage_sigma} σ) y en aumento desde las {since}. Liberar espacio.",
            "en": "Disk {disk_usage} ({disk_usage_sigma} σ) and rising since {since}. Free some space.",
        },
        about=("disk_usage",),
    ),
    Template(
        "door_open",
        _door_open,
        {"es": "Puerta abierta", "en": "Door open"},
        {
            "es": "Entra aire de afuera desde las {since}: {temperature}, humedad {humidity}, aire {air_quality}. "
            "Cerrar el gabinete.",
            "en": "Outside air has come in since {since}: {temperature}, humidity {humidity}, air {air_quality}. "
            "Close the cabinet.",
        },
        about=_AIR,
    ),
    Template(
        "sensor_drifting",
        _sensor_drifting,
        {"es": "Sensor a la deriva", "en": "Sensor drifting"},
        {
            "es": "Temperatura {temperature} ({temperature_sigma} σ) desde las {since} que el procesador no siente. "
            "Calibrar o cambiar el sensor.",
            "en": "Temperature {temperature} ({temperature_sigma} σ) since {since} that the processor does not feel. "
            "Calibrate or replace the sensor.",
        },
        about=_AIR,
    ),
    Template(
        "slow_network",
        _slow_network,
        {"es": "Red lenta", "en": "Slow network"},
        {
            "es": "Latencia {latency} ({latency_sigma} σ) desde las {since} con buena señal. Revisar la red.",
            "en": "Latency {latency} ({latency_sigma} σ) since {since} at a good signal. Check the network.",
        },
        about=("latency",),
    ),
    Template(
        "sales_stopped",
        _sales_stopped,
        {"es": "Ventas detenidas", "en": "Sales have stopped"},
        {
            "es": "Casi no hay ventas desde las {since}, cuando suele haberlas. Mirar la pantalla y el cobro.",
            "en": "Hardly any sales since {since}, when there usually are some. Look at the screen and at payments.",
        },
        about=("sales_rate_ratio",),
    ),
)

GENERAL = "general"
GENERAL_TITLE: Text = {"es": "Comportamiento inusual", "en": "Unusual behaviour"}


def best(signs: Signs, urgent: Collection[str] = ()) -> Template | None:
    """The template that the signs speak for most; None when they do not speak clearly for any.

    Args:
        urgent: the metrics that come first. What explains one of them comes before what else may be unusual.
    """
    clear = [(template.match(signs), template) for template in TEMPLATES]
    clear = [(strength, template) for strength, template in clear if strength >= _CLEAR]
    first = [(strength, template) for strength, template in clear if not set(urgent).isdisjoint(template.about)]
    return max(first or clear, key=lambda one: one[0], default=(0.0, None))[1]
