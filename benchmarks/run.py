"""The benchmark: newsgen, Hugo and Pelican build one newspaper, side by side. Runs programs; writes in one folder."""

import argparse
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import cold
import corpus
import warm
from contestants import Contestant, compile_ours, contestants, install_peers
from figures import Figures, Key, Size, failure
from measure import adopt_orphans
from msgspec import Struct
from report import Row, as_json, as_text, setting
from sites import Contest, remove
from targets import OUR_COLD, articles

MEMORY_FOLDER = Path("/dev/shm")
NEWSGEN = Path(__file__).parent.parent / ".venv/bin/newsgen"
PARTS = ("cold", "warm", "small", "large")
USUAL_PARTS = PARTS[:-1]


class Event(Struct, frozen=True):
    """All that is to be held. folder: for every contest; gone afterwards. full: the newspaper's articles."""

    folder: Path
    field: list[Contestant]
    full: int
    rounds: int

    def contest(self, size: Size, names: Iterable[str], rounds: int) -> Contest:
        """names: who may take part, as far as they are in the field."""
        count = articles(size, self.full)
        newspaper = list(corpus.stories(count, later=2 * rounds))
        field = [contestant for contestant in self.field if contestant.name in names]
        return Contest(self.folder / size, size, newspaper[:count], newspaper[count:], field, rounds)


def main() -> int:
    arguments = _arguments()
    names = arguments.only or _known()
    compile_ours()
    install_peers(names)
    adopt_orphans()
    field = [each for each in contestants(arguments.newsgen.absolute()) if each.name in names]
    with tempfile.TemporaryDirectory(prefix="benchmark-", dir=arguments.disk or _memory_folder()) as folder:
        event = Event(Path(folder), field, arguments.articles, arguments.rounds)
        rows, figures = hold(event, {*arguments.parts, *(["large"] if arguments.large else [])})
    where = "disk" if arguments.disk else "memory (tmpfs)" if _memory_folder() else "temporary folder"
    conditions = setting(arguments.articles, arguments.rounds, where)
    print(as_text(conditions, rows, figures, arguments.articles))
    if arguments.json:
        arguments.json.write_text(as_json(conditions, rows, figures), encoding="utf-8")
    return 1 if any(map(failure, figures.values())) else 0


def hold(event: Event, parts: set[str]) -> tuple[list[Row], Figures]:
    """The rows are those of the cold table."""
    rows: list[Row] = []
    figures: Figures = {}
    contest = event.contest("full", _known(), event.rounds)
    if "cold" in parts:
        rows = cold.compete(contest)
        figures |= _cold_figures(rows, "full")
        rows += cold.floor_row(contest, rows)
    if "warm" in parts:
        figures |= warm.compete(contest, warm.EVERY_DAY)
    remove(contest.folder)
    if "small" in parts:
        figures |= warm.compete(event.contest("small", warm.IDLE, event.rounds), warm.IDLE)
    if "large" in parts:
        figures |= _large(event, OUR_COLD in figures)
    return rows, figures


def _large(event: Event, compared: bool) -> Figures:
    """Once each. compared: the cold build of the usual newspaper has been measured already."""
    figures: Figures = {}
    sizes: tuple[Size, ...] = ("large",) if compared else ("full", "large")
    for size in sizes:
        contest = event.contest(size, [OUR_COLD.name], rounds=1)
        figures |= _cold_figures(cold.compete(contest), size)
        remove(contest.folder)
    contest = event.contest("large", warm.LARGE, rounds=1)
    figures |= warm.compete(contest, warm.LARGE)
    remove(contest.folder)
    return figures


def _cold_figures(rows: list[Row], size: Size) -> Figures:
    return {Key(row.name, "cold", size): row.builds for row in rows}


def _memory_folder() -> Path | None:
    return MEMORY_FOLDER if MEMORY_FOLDER.is_dir() else None


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Build one newspaper with newsgen, Hugo and Pelican.")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--parts", type=_parts, default=USUAL_PARTS, metavar="A,B", help=f"of: {', '.join(PARTS)}")
    parser.add_argument("--large", action="store_true", help="also newsgen with ten times the articles, once each")
    parser.add_argument("--only", type=_names, metavar="A,B", help=f"of: {', '.join(_known())}")
    parser.add_argument("--newsgen", type=Path, default=NEWSGEN, help="the executable")
    parser.add_argument("--disk", type=Path, metavar="DIR", help="build in a new folder of DIR, not in memory")
    parser.add_argument("--json", type=Path, metavar="FILE", help="writes the figures of every round there")
    return parser.parse_args()


def _parts(text: str) -> list[str]:
    return _chosen(text, PARTS, "part")


def _names(text: str) -> list[str]:
    return _chosen(text, _known(), "contestant")


def _chosen(text: str, known: Iterable[str], what: str) -> list[str]:
    names = text.split(",")
    if unknown := set(names) - set(known):
        raise argparse.ArgumentTypeError(f"no {what} {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    return names


def _known() -> list[str]:
    return [contestant.name for contestant in contestants(NEWSGEN)]


if __name__ == "__main__":
    sys.exit(main())
