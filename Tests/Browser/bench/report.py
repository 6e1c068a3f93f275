"""The table of what was measured, with budgets, for the terminal and for docs/benchmarks-page.md."""

import dataclasses
import pathlib


@dataclasses.dataclass
class Line:
    what: str
    value: float
    unit: str
    # At most this; None: only told.
    budget: float | None = None

    @property
    def is_kept(self) -> bool:
        return self.budget is None or self.value <= self.budget

    @property
    def verdict(self) -> str:
        return "" if self.budget is None else "kept" if self.is_kept else "**over**"

    def cells(self) -> list[str]:
        return [self.what, quantity(self.value, self.unit), "" if self.budget is None else quantity(self.budget, self.unit), self.verdict]


def quantity(value: float, unit: str) -> str:
    digits = 0 if float(value).is_integer() or abs(value) >= 100 else 2 if abs(value) < 10 else 1
    return f"{value:,.{digits}f} {unit}".strip()


class Report:
    def __init__(self):
        self.sections: list[tuple[str, list[Line]]] = []

    def section(self, title: str):
        self.sections.append((title, []))
        print(f"\n{title}", flush=True)

    def add(self, what: str, value: float, unit: str = "", budget: float | None = None):
        line = Line(what, value, unit, budget)
        self.sections[-1][1].append(line)
        _, value_text, budget_text, verdict = line.cells()
        print(f"  {what:<74} {value_text:>12} {budget_text:>12}  {verdict.strip('*')}", flush=True)

    @property
    def over(self) -> list[Line]:
        return [line for _, lines in self.sections for line in lines if not line.is_kept]

    def write(self, path: pathlib.Path, introduction: str, end: str):
        parts = [introduction]
        for title, lines in self.sections:
            rows = "\n".join(f"| {' | '.join(line.cells())} |" for line in lines)
            parts.append(f"## {title}\n\n| what | measured | budget | |\n|---|---:|---:|---|\n{rows}")
        path.write_text("\n\n".join([*parts, end]) + "\n")
