"""What newsgen is to reach, beside Hugo where that is the measure, and whether it does. Pure."""

from typing import Literal

from figures import Build, Figures, Key, Size, failure, middle
from msgspec import Struct

Figure = Literal["wall", "memory", "changed"]

HUGO_COLD = Key("hugo", "cold")
PLAIN_HUGO_COLD = Key("hugo-no-related", "cold")
OUR_COLD = Key("newsgen-commonmark", "cold")
PLAIN_COLD = Key("newsgen-plain", "cold")
RIVALS = {
    HUGO_COLD.name: "Hugo",
    PLAIN_HUGO_COLD.name: "Hugo without related lists",
    OUR_COLD.name: "the smaller one",
    **dict.fromkeys((PLAIN_COLD.name, "newsgen-plain-frozen"), "plain layouts"),
}


class Target(Struct, frozen=True):
    """most: seconds, bytes, files, or a multiple of the same figure of `of`."""

    figure: Figure
    most: float
    of: Key | None = None

    def __str__(self) -> str:
        if self.of:
            what = " memory" if self.figure == "memory" else ""
            return f"≤ {self.most:g} × {RIVALS[self.of.name]}{what}"
        shown = {"wall": f"{self.most:g} s", "memory": f"{self.most / 1e6:,.0f} MB", "changed": f"{self.most:g} files"}
        return f"≤ {shown[self.figure]}"

    def reached(self, mine: Build, figures: Figures) -> float | None:
        """What is to be at most `most`; None where its measure wasn't measured."""
        if self.of is None:
            return _figure(mine, self.figure)
        rivals = figures.get(self.of, [])
        unit = _figure(middle(rivals), self.figure) if rivals and not failure(rivals) else 0
        return _figure(mine, self.figure) / unit if unit else None


class Goal(Struct, frozen=True):
    """A row of the table. work: in words; the number of articles follows. rival: who does the same work."""

    work: str
    ours: Key
    targets: tuple[Target, ...]

    @property
    def rival(self) -> Key:
        return Key("hugo", self.ours.work, self.ours.size)


def _warm(work: str, name: str, kind: str, share: float, files: int | None = None) -> Goal:
    """share: of Hugo's time for the same."""
    few = (Target("changed", files),) if files else ()
    return Goal(work, Key(name, kind), (Target("wall", share, Key("hugo", kind)), *few))


def _large(work: str, name: str, kind: str, *targets: Target) -> Goal:
    return Goal(work, Key(name, kind, "large"), targets)


GOALS = (
    Goal(
        "cold, engine commonmark",
        OUR_COLD,
        (Target("wall", 0.35, HUGO_COLD), Target("wall", 0.9, PLAIN_HUGO_COLD), Target("memory", 0.4, HUGO_COLD)),
    ),
    Goal("cold, the bundled theme", OUR_COLD, (Target("wall", 1.3, PLAIN_COLD),)),
    Goal("cold, engine markdown", Key("newsgen-markdown", "cold"), (Target("wall", 0.6, HUGO_COLD),)),
    _warm("publish one, frozen", "newsgen-frozen", "publish", 0.03, 40),
    Goal(
        "publish one, frozen, the bundled theme",
        Key("newsgen-frozen", "publish"),
        (Target("wall", 1.3, Key("newsgen-plain-frozen", "publish")),),
    ),
    _warm("publish one, fetch", "newsgen-fetch", "publish", 0.03, 40),
    _warm("publish one, ssi", "newsgen-ssi", "publish", 0.03, 40),
    _warm("publish one, inline", "newsgen-commonmark", "publish", 0.4),
    _warm("edit one body, frozen", "newsgen-frozen", "edit", 0.03, 8),
    _warm("nothing changed, frozen", "newsgen-frozen", "nothing", 0.02),
    _warm("nothing changed, inline", "newsgen-commonmark", "nothing", 0.02),
    _warm("fresh checkout, restored cache and output, publish one, frozen", "newsgen-frozen", "check-out", 0.2),
    Goal("nothing to do, inline", Key("newsgen-commonmark", "nothing", "small"), (Target("wall", 0.25),)),
    _large("nothing changed, frozen", "newsgen-frozen", "nothing", Target("wall", 2.5)),
    _large(
        "publish one, frozen",
        "newsgen-frozen",
        "publish",
        Target("wall", 3),
        Target("changed", 40),
        Target("memory", 1e9),
    ),
    _large(
        "cold, engine commonmark",
        "newsgen-commonmark",
        "cold",
        Target("wall", 11, OUR_COLD),
        Target("memory", 1.5e9),
    ),
)
"""Meant for 10,000 articles, and 100,000 in the large newspaper."""


def articles(size: Size, full: int) -> int:
    """In a newspaper of that size. full: --articles."""
    return {"full": full, "large": full * 10, "small": 10}[size]


def _figure(build: Build, figure: Figure) -> float:
    return {"wall": build.cost.wall, "memory": build.cost.memory, "changed": build.changed}[figure]
