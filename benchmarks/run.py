"""The benchmark: newsgen, Hugo and Pelican build one newspaper, side by side. Runs programs; writes in one folder."""

import argparse
import os
import shutil
import sys
import tempfile
from itertools import product
from pathlib import Path

import corpus
from contestants import Contestant, contestants, install_peers, make_site, version
from floor import Tree, floor
from measure import adopt_orphans, measure
from msgspec import Struct
from report import Build, Row, as_json, as_text, setting

MEMORY_FOLDER = Path("/dev/shm")
NEWSGEN = Path(__file__).parent.parent / ".venv/bin/newsgen"
TAIL = 15
"""Lines that are shown of what a failed program printed."""


class Contest(Struct, frozen=True):
    """folder: where the sites stand and are built; gone afterwards."""

    folder: Path
    stories: list[corpus.Story]
    field: list[Contestant]

    def site(self, contestant: Contestant) -> Path:
        return self.folder / "sites" / contestant.name

    @property
    def output(self) -> Path:
        return self.folder / "output"

    @property
    def cache(self) -> Path:
        return self.folder / "cache"

    @property
    def printed(self) -> Path:
        return self.folder / "printed.txt"


def main() -> int:
    arguments = _arguments()
    install_peers()
    adopt_orphans()
    entered = contestants(arguments.newsgen.absolute())
    field = [each for each in entered if not arguments.only or each.name in arguments.only]
    with tempfile.TemporaryDirectory(prefix="benchmark-", dir=arguments.disk or _memory_folder()) as folder:
        contest = Contest(Path(folder), list(corpus.stories(arguments.articles)), field)
        rows = compete(contest, arguments.rounds)
    where = "disk" if arguments.disk else "memory (tmpfs)" if _memory_folder() else "temporary folder"
    conditions = setting(arguments.articles, arguments.rounds, where)
    print(as_text(conditions, rows))
    if arguments.json:
        arguments.json.write_text(as_json(conditions, rows), encoding="utf-8")
    return 1 if any(row.failure for row in rows) else 0


def compete(contest: Contest, rounds: int) -> list[Row]:
    """Everyone's first build, then everyone's second ...: a slow minute of the machine hits them all."""
    for contestant in contest.field:
        _say(f"writing the site of {contestant.title}")
        make_site(contestant, contest.stories, contest.site(contestant))
    builds: dict[str, list[Build]] = {contestant.name: [] for contestant in contest.field}
    trees: dict[str, Tree] = {}
    for number, contestant in product(range(1, rounds + 1), contest.field):
        mine = builds[contestant.name]
        if not any(build.failure for build in mine):
            _say(f"round {number}: {contestant.title}")
            mine.append(_build(contestant, contest))
            trees[contestant.name] = Tree.of(contest.output)
    rows = [Row(each.name, each.title, version(each), builds[each.name]) for each in contest.field]
    model = next((each for each, row in zip(contest.field, rows, strict=True) if not row.failure), None)
    return [*rows, *([_floor(model, trees[model.name], contest, rounds)] if model else [])]


def _build(contestant: Contestant, contest: Contest) -> Build:
    """A cold one: neither output nor cache of an earlier one is there."""
    site = contest.site(contestant)
    _remove(contest.output, contest.cache, *(site / path for path in contestant.litter))
    os.sync()
    places = {"OUTPUT": str(contest.output), "CACHE": str(contest.cache)}
    command = [places.get(word, word) for word in contestant.command]
    try:
        cost = measure(command, site, contest.printed)
    except OSError as error:
        return Build(failure=f"{contestant.command[0]}: {error.strerror}")
    tree = Tree.of(contest.output)
    return Build(cost, len(tree.sizes), tree.size, _failure(cost.status, contest))


def _failure(status: int, contest: Contest) -> str:
    """A program that ends well and leaves articles out has failed too."""
    printed = contest.printed.read_text(encoding="utf-8", errors="replace").splitlines()[-TAIL:]
    if status:
        return "\n".join([f"exit status {status}", *printed])
    missing = [story.page for story in contest.stories if not (contest.output / story.page).exists()]
    if missing:
        return "\n".join([f"{len(missing)} articles have no page; the first is {missing[0]}", *printed])
    return ""


def _floor(model: Contestant, tree: Tree, contest: Contest, rounds: int) -> Row:
    """model: the first contestant without a failure, so newsgen if it takes part. tree: its output."""
    _say(f"the floor, on the output of {model.title}")
    builds = []
    for _ in range(rounds):
        _remove(contest.output)
        os.sync()
        cost = floor(contest.site(model) / "content", tree, contest.output)
        builds.append(Build(cost, len(tree.sizes), tree.size))
    return Row("floor", f"floor: read the sources, write the files of {model.title}", "", builds)


def _remove(*paths: Path) -> None:
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _memory_folder() -> Path | None:
    return MEMORY_FOLDER if MEMORY_FOLDER.is_dir() else None


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Build one newspaper with newsgen, Hugo and Pelican.")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", type=_names, metavar="A,B", help=f"of: {', '.join(_known())}")
    parser.add_argument("--newsgen", type=Path, default=NEWSGEN, help="the executable")
    parser.add_argument("--disk", type=Path, metavar="DIR", help="build in a new folder of DIR, not in memory")
    parser.add_argument("--json", type=Path, metavar="FILE", help="writes the figures of every round there")
    return parser.parse_args()


def _names(text: str) -> list[str]:
    names = text.split(",")
    if unknown := set(names) - set(_known()):
        raise argparse.ArgumentTypeError(f"no contestant {', '.join(unknown)}; there are {', '.join(_known())}")
    return names


def _known() -> list[str]:
    return [contestant.name for contestant in contestants(NEWSGEN)]


if __name__ == "__main__":
    sys.exit(main())
