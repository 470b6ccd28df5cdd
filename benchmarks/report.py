"""What the benchmark found, as Markdown tables and as JSON. Reads only what the machine says of itself."""

import json
import os
import platform
from collections.abc import Iterator
from datetime import UTC, datetime

from corpus import NOW
from figures import NO_COST, Build, Figures, failure, middle
from measure import Cost
from msgspec import Struct, to_builtins
from targets import GOALS, Goal, Target, articles

_COLD_HEADER = """\
| | wall s | × Hugo | CPU s | × Hugo | peak MB | × Hugo | files | MB out |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"""
_WORK_HEADER = """\
| work | wall s | Hugo s | × Hugo | floor s | files changed | Hugo's | peak MB | Hugo's | target | met |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | --- |"""
_NOTHING = Build()


class Row(Struct, frozen=True):
    """A contestant's cold builds. version: as it says itself, or ""."""

    name: str
    title: str
    version: str
    builds: list[Build]

    @property
    def failure(self) -> str:
        return failure(self.builds)


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
        "clock of every build": f"{NOW:%Y-%m-%d %H:%M} UTC",
        "peak memory": "PSS of all processes together, read every 50 ms or so",
    }


def as_text(conditions: dict[str, str], rows: list[Row], figures: Figures, full: int) -> str:
    """full: the articles of the newspaper that the goals are set for."""
    return "\n".join(
        [
            *(f"- {name}: {what}" for name, what in conditions.items()),
            *(f"- {row.title}: {row.version}" for row in rows if row.version),
            *_cold_table(rows),
            *_work_table(figures, full),
            *_failures(figures),
        ]
    )


def as_json(conditions: dict[str, str], rows: list[Row], figures: Figures) -> str:
    builds = [{"contestant": to_builtins(key), "builds": to_builtins(each)} for key, each in figures.items()]
    return json.dumps({"setting": conditions, "rows": to_builtins(rows), "work": builds}, indent=1) + "\n"


def _cold_table(rows: list[Row]) -> list[str]:
    if not rows:
        return []
    unit = next((middle(row.builds).cost for row in rows if row.name == "hugo" and not row.failure), NO_COST)
    return ["", _COLD_HEADER, *(_cold_line(row, unit) for row in rows)]


def _cold_line(row: Row, unit: Cost) -> str:
    """unit: what the ratios are to."""
    if row.failure:
        return f"| {row.title} | failed | | | | | | | |"
    typical = middle(row.builds)
    cost = typical.cost
    cells = (
        f"{cost.wall:.2f}",
        _ratio(cost.wall, unit.wall),
        f"{cost.cpu:.2f}",
        _ratio(cost.cpu, unit.cpu),
        _megabytes(cost),
        _ratio(cost.memory, unit.memory),
        f"{typical.files:,}",
        f"{typical.size / 1e6:,.1f}",
    )
    return f"| {row.title} | {' | '.join(cells)} |"


def _work_table(figures: Figures, full: int) -> list[str]:
    """As far as newsgen's goals were measured."""
    lines = [_work_line(goal, figures, full) for goal in GOALS if goal.ours in figures]
    if not lines:
        return []
    return ["", _WORK_HEADER, *lines]


def _work_line(goal: Goal, figures: Figures, full: int) -> str:
    title = f"{goal.work}, {articles(goal.ours.size, full):,}"
    if failure(figures[goal.ours]):
        return f"| {title} | failed | | | | | | | | {_targets(goal)} | **no** |"
    mine, rivals = middle(figures[goal.ours]), figures.get(goal.rival, [])
    rival = middle(rivals) if rivals and not failure(rivals) else _NOTHING
    cells = (
        f"{mine.cost.wall:.2f}",
        f"{rival.cost.wall:.2f}" if rival.cost.wall else "",
        _ratio(mine.cost.wall, rival.cost.wall, digits=3),
        f"{mine.floor:.2f}" if mine.floor else "",
        f"{mine.changed:,}",
        f"{rival.changed:,}" if rival.cost.wall else "",
        _megabytes(mine.cost),
        _megabytes(rival.cost),
        _targets(goal),
        "; ".join(_verdict(target, mine, figures) for target in goal.targets),
    )
    return f"| {title} | {' | '.join(cells)} |"


def _targets(goal: Goal) -> str:
    return "; ".join(map(str, goal.targets))


def _verdict(target: Target, mine: Build, figures: Figures) -> str:
    reached = target.reached(mine, figures)
    if reached is None:
        return "not measured"
    met = "yes" if reached <= target.most else "**no**"
    return f"{met} ({reached:.3g})" if target.of else met


def _megabytes(cost: Cost) -> str:
    return f"{cost.memory / 1e6:,.0f}" if cost.memory else ""


def _ratio(cost: float, unit: float, digits: int = 2) -> str:
    return f"{cost / unit:.{digits}f}" if cost and unit else ""


def _failures(figures: Figures) -> Iterator[str]:
    """What is the same for several is shown once."""
    shown = {""}
    for key, builds in figures.items():
        if (why := failure(builds)) not in shown:
            shown.add(why)
            yield f"\n{key.name} failed, {key.work}, {key.size} newspaper:\n\n```\n{why}\n```"
