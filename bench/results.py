"""Figures with what is needed of them: printed as a table, kept as JSON and Markdown."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One measured value. `at_most` or `at_least` is its bound; an aim lies beyond it."""

    of: str
    name: str
    value: float | None
    unit: str
    at_most: float | None = None
    at_least: float | None = None
    aim: float | None = None

    @property
    def holds(self) -> bool:
        """Whether the value keeps its bound; a value that could not be measured keeps none."""
        if self.value is None:
            return False
        return (self.at_most is None or self.value <= self.at_most) and (
            self.at_least is None or self.value >= self.at_least
        )

    @property
    def needed(self) -> str:
        if self.at_most is not None:
            return f"≤ {self.at_most:,g}"
        return f"≥ {self.at_least:,g}" if self.at_least is not None else ""

    def cells(self) -> tuple[str, ...]:
        aim = f"{self.aim:,g}" if self.aim is not None else ""
        value = "none" if self.value is None else f"{self.value:,.4g}" if self.value < 100 else f"{self.value:,.0f}"
        return self.of, self.name, value, self.unit, self.needed, aim, "" if self.holds else "MISSED"


HEAD = ("", "", "measured", "unit", "needed", "aim", "")


@dataclass
class Results:
    """The figures of one run, printed as they come."""

    figures: list[Figure] = field(default_factory=list)

    def add(self, *figures: Figure) -> None:
        for figure in figures:
            self.figures.append(figure)
            of, name, value, unit, needed, aim, missed = figure.cells()
            print(f"{of:10} {name:44} {value:>10} {unit:12} {needed:>9} {aim:>7} {missed}", flush=True)

    @property
    def hold(self) -> bool:
        return all(figure.holds for figure in self.figures)

    def write(self, folder: Path, name: str) -> None:
        """`name`.json and `name`.md in a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        rows = [asdict(figure) | {"holds": figure.holds} for figure in self.figures]
        (folder / f"{name}.json").write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        lines = [HEAD, ("---",) * len(HEAD), *(figure.cells() for figure in self.figures)]
        table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
        (folder / f"{name}.md").write_text(table + "\n", encoding="utf-8")
