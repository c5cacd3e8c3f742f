"""Hard negatives: out of the ordinary, and nothing that anybody would have to repair."""

from collections.abc import Mapping

import numpy as np

from ai_service.synthetic.effects import Event, Span


def rush_hour(span: Span, strength: float) -> None:
    """Many people come: load, heat, memory, dust, network and sales rise together, and fall again."""
    crowd = strength * np.sin(np.pi * (np.arange(span.rows) + 0.5) / span.rows)
    span.load(crowd * span.sigma("cpu_usage"))
    span.shift("ram_usage", 0.8 * crowd)
    span.shift("air_quality", 0.8 * crowd)
    span.shift("latency", 0.5 * crowd)
    span.put("sales_rate_ratio", span.get("sales_rate_ratio") * (1 + 0.4 * crowd))


def software_update(span: Span, strength: float) -> None:
    """A download, a busy processor, a restart of three minutes, and some more disk in use afterwards."""
    working = np.minimum(span.rows, 15)
    at_work = (np.arange(span.rows) < working).astype(np.float64)
    span.load(at_work * strength * span.sigma("cpu_usage"))
    span.shift("latency", strength * at_work)
    span.add("disk_usage", min(1.0, 0.3 * strength))
    away = (np.arange(span.rows) >= working) & (np.arange(span.rows) < working + 3)
    span.put("missing_share", np.where(away, 1.0, span.get("missing_share")))
    span.put("ram_usage", span.get("ram_usage") - 2.0 * (np.arange(span.rows) >= working))


def heat_wave(span: Span, strength: float) -> None:
    """A hot day: air, and with it the processor, slowly grow warmer and cool again, and the air is drier."""
    degrees = strength * span.sigma("temperature") * np.sin(np.pi * (np.arange(span.rows) + 0.5) / span.rows)
    span.add("temperature", degrees)
    span.add("cpu_temp", degrees)
    span.add("humidity", -1.4 * degrees)


NEGATIVES: Mapping[str, Event] = {event.__name__: event for event in (rush_hour, software_update, heat_wave)}
