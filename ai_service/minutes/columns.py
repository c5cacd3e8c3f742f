"""What is known of one minute of a kiosk: the columns that live scoring, training and the generator share.

A column that is the mean of a metric bears the metric's name, so that whoever has plain metrics (an outside reading,
a file with `cpu_usage, ram_usage, latency`) has a part of these columns.
"""

from collections.abc import Mapping
from typing import NamedTuple

from common.readings import METRICS

MINUTE = 60
"""Seconds of a row."""


class Column(NamedTuple):
    """One feature of a minute.

    `source` is the field of a reading that it comes from, as `section.field`; empty when it does not come from one
    field. `how` is what is made of the minute's values.
    """

    name: str
    unit: str
    source: str
    how: str


AVERAGED_OF: Mapping[str, tuple[str, ...]] = {
    section: tuple(name for name, metric in METRICS.items() if metric.section == section)
    for section in ("environmental", "hardware", "network")
}
AVERAGED: tuple[str, ...] = tuple(name for names in AVERAGED_OF.values() for name in names)
"""Metrics with a mean, section by section."""

SPREAD = ("temperature", "cpu_temp", "cpu_usage", "latency")
"""Metrics that have their highest value and their spread (standard deviation) as well."""

TROUBLE: Mapping[str, frozenset[str]] = {
    "printer_status": frozenset({"paper_jam", "offline", "no_paper"}),
    "card_reader": frozenset({"error"}),
    "cash_acceptor": frozenset({"full", "error"}),
}
"""The states of each peripheral in which it does not serve a customer; low ink still prints."""

COLUMNS: tuple[Column, ...] = (
    *(Column(name, METRICS[name].unit, f"{METRICS[name].section}.{name}", "mean") for name in AVERAGED),
    *(
        Column(f"{name}_{how}", METRICS[name].unit, f"{METRICS[name].section}.{name}", how)
        for name in SPREAD
        for how in ("max", "spread")
    ),
    # How far from its assigned place it says it is: of the minute's last reading with a location.
    Column("distance_m", "m", "location", "last"),
    # Expected readings that did not come, 0 to 1; 1 for a minute without any.
    Column("missing_share", "", "", "share"),
    # The share of the minute's readings in a state of TROUBLE.
    Column("printer_trouble_share", "", "peripherals.printer_status", "share"),
    Column("card_trouble_share", "", "peripherals.card_reader", "share"),
    Column("cash_trouble_share", "", "peripherals.cash_acceptor", "share"),
    # Changes of state in the 60 minutes that end with this one.
    Column("printer_changes", "1/h", "peripherals.printer_status", "changes"),
    Column("card_changes", "1/h", "peripherals.card_reader", "changes"),
    # Sales of the last hour over what is usual for this hour of the week; 1 is usual, missing until that is known.
    Column("sales_rate_ratio", "", "", "ratio"),
    # The kiosk's clock minus ours, by the freshest reading of the minute; missing for a backlog, which cannot tell.
    Column("clock_offset_s", "s", "timestamp", "last"),
)

NAMES: tuple[str, ...] = tuple(column.name for column in COLUMNS)
PLACE: Mapping[str, int] = {name: place for place, name in enumerate(NAMES)}
"""Where each column stands."""
