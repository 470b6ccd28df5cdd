"""What was measured: builds, by whose, of what work, on which newspaper. Pure."""

from statistics import median
from typing import Literal

from measure import Cost
from msgspec import Struct

NO_COST = Cost(1, 0.0, 0.0, 0)
Size = Literal["full", "large", "small"]
"""Of the newspaper: --articles, ten times that, ten articles."""


class Build(Struct, frozen=True):
    """One build.

    files, size: number and bytes of what its output holds. changed: files whose bytes it changed.
    floor: seconds that warm work takes at the least. failure: why it doesn't count, or "".
    """

    cost: Cost = NO_COST
    files: int = 0
    size: int = 0
    changed: int = 0
    floor: float = 0.0
    failure: str = ""


class Key(Struct, frozen=True):
    """name: the contestant's. work: a name in `work.KINDS`, or "cold"."""

    name: str
    work: str
    size: Size = "full"


Figures = dict[Key, list[Build]]
"""Each list has a build a round."""


def failure(builds: list[Build]) -> str:
    return next((build.failure for build in builds if build.failure), "")


def middle(builds: list[Build]) -> Build:
    """The medians, each on its own; of what is in the output, the last."""
    cost = Cost(
        0,
        median(build.cost.wall for build in builds),
        median(build.cost.cpu for build in builds),
        int(median(build.cost.memory for build in builds)),
    )
    changed = int(median(build.changed for build in builds))
    return Build(cost, builds[-1].files, builds[-1].size, changed, median(build.floor for build in builds))
