"""What the benchmark found, as a Markdown table and as JSON. Reads only what the machine says of itself."""

import json
import os
import platform
from collections.abc import Iterator
from datetime import UTC, datetime
from statistics import median

from measure import Cost
from msgspec import Struct, to_builtins

_NO_COST = Cost(1, 0.0, 0.0, 0)
_HEADER = """\
| | wall s | × Hugo | CPU s | × Hugo | peak MB | × Hugo | files | MB out |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"""


class Build(Struct, frozen=True):
    """One build. files, size: number and bytes of what it put out. failure: why it doesn't count, or ""."""

    cost: Cost = _NO_COST
    files: int = 0
    size: int = 0
    failure: str = ""


class Row(Struct, frozen=True):
    """A contestant's builds. version: as it says itself, or ""."""

    name: str
    title: str
    version: str
    builds: list[Build]

    @property
    def failure(self) -> str:
        return next((build.failure for build in self.builds if build.failure), "")

    @property
    def middle(self) -> Cost:
        """The medians, each on its own."""
        costs = [build.cost for build in self.builds]
        return Cost(
            0,
            median(cost.wall for cost in costs),
            median(cost.cpu for cost in costs),
            int(median(cost.memory for cost in costs)),
        )


def setting(articles: int, rounds: int, where: str) -> dict[str, str]:
    """The conditions. where: what the sites and the output stand on."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    cores = len(os.sched_getaffinity(0))
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "articles": f"{articles:,}",
        "rounds": f"{rounds}, medians",
        "sites and output": where,
        "machine": f"{platform.system()}, {platform.machine()}, {cores} cores, {memory:.0f} GiB",
        "Python": platform.python_version(),
        "peak memory": "PSS of all processes together, read every 50 ms or so",
    }


def as_text(conditions: dict[str, str], rows: list[Row]) -> str:
    unit = next((row.middle for row in rows if row.name == "hugo" and not row.failure), _NO_COST)
    lines = [
        *(f"- {name}: {what}" for name, what in conditions.items()),
        *(f"- {row.title}: {row.version}" for row in rows if row.version),
        "",
        _HEADER,
        *(_line(row, unit) for row in rows),
        *_failures(rows),
    ]
    return "\n".join(lines)


def as_json(conditions: dict[str, str], rows: list[Row]) -> str:
    return json.dumps({"setting": conditions, "rows": to_builtins(rows)}, indent=1) + "\n"


def _line(row: Row, unit: Cost) -> str:
    """unit: what the ratios are to."""
    if row.failure:
        return f"| {row.title} | failed | | | | | | | |"
    cost, last = row.middle, row.builds[-1]
    cells = (
        f"{cost.wall:.2f}",
        _ratio(cost.wall, unit.wall),
        f"{cost.cpu:.2f}",
        _ratio(cost.cpu, unit.cpu),
        f"{cost.memory / 1e6:,.0f}" if cost.memory else "",
        _ratio(cost.memory, unit.memory),
        f"{last.files:,}",
        f"{last.size / 1e6:,.1f}",
    )
    return f"| {row.title} | {' | '.join(cells)} |"


def _ratio(cost: float, unit: float) -> str:
    return f"{cost / unit:.2f}" if cost and unit else ""


def _failures(rows: list[Row]) -> Iterator[str]:
    for row in rows:
        if row.failure:
            yield f"\n{row.title} failed:\n\n```\n{row.failure}\n```"
