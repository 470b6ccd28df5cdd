"""The contest of cold builds: everyone's first, then everyone's second ... Writes disk; starts programs."""

import os
from time import sleep

from contestants import version
from figures import Build
from floor import floor
from report import Row
from sites import SETTLING, Contest, Site, cold_build, remove, say, write_site
from trees import Tree


def compete(contest: Contest) -> list[Row]:
    """In rounds: a slow minute of the machine hits them all."""
    field = [contestant for contestant in contest.field if contestant.cold]
    sites = [write_site(contestant, contest) for contestant in field]
    builds: dict[str, list[Build]] = {contestant.name: [] for contestant in field}
    sleep(SETTLING)
    for number in range(1, contest.rounds + 1):
        for site in sites:
            mine = builds[site.contestant.name]
            if not any(build.failure for build in mine) and (number == 1 or not site.contestant.slow):
                say(f"round {number}: {site.contestant.title}, cold")
                mine.append(cold_build(site, contest))
    return [Row(each.name, each.title, version(each), builds[each.name]) for each in field]


def floor_row(contest: Contest, rows: list[Row]) -> list[Row]:
    """On the output of the first contestant without a failure, so newsgen's if it takes part."""
    sound = {row.name for row in rows if not row.failure}
    model = next((contestant for contestant in contest.field if contestant.name in sound), None)
    if model is None:
        return []
    say(f"the floor, on the output of {model.title}")
    site = contest.site(model)
    builds = [_floor(site, Tree.of(site.output)) for _ in range(contest.rounds)]
    return [Row("floor", f"floor: read the sources, write the files of {model.title}", "", builds)]


def _floor(site: Site, tree: Tree) -> Build:
    folder = site.home / "floor"
    os.sync()
    cost = floor(site.sources / "content", tree, folder)
    remove(folder)
    return Build(cost, len(tree.sizes), tree.size)
