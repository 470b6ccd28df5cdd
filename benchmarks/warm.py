"""The contest of warm builds: after each kind of work, everyone builds again. Writes disk; starts programs."""

from time import sleep

from figures import Build, Figures, Key
from floor import warm_floor
from msgspec import Struct, structs
from sites import SETTLING, Contest, Site, build, cold_build, remove, say, write_site
from trees import Tree, changed, digests
from work import KINDS, Edition, edition

Programme = dict[str, tuple[str, ...]]
"""The kinds of work, in this order in every round, by the contestant's name."""

EVERY_DAY: Programme = {
    "newsgen-commonmark": ("publish", "nothing"),
    "newsgen-frozen": ("publish", "edit", "nothing", "check-out"),
    "newsgen-plain-frozen": ("publish",),
    "newsgen-fetch": ("publish",),
    "newsgen-ssi": ("publish",),
    "hugo": ("publish", "edit", "nothing", "check-out"),
}
IDLE: Programme = {"newsgen-commonmark": ("nothing",), "hugo": ("nothing",)}
LARGE: Programme = {"newsgen-frozen": ("publish", "nothing")}


class Outcome(Struct, frozen=True):
    """before: the digests of the output ahead of the next build. failure: why there is none, or ""."""

    before: dict[str, bytes]
    failure: str = ""


def compete(contest: Contest, programme: Programme) -> Figures:
    """Everyone's first round, then everyone's second. Who fails once is out."""
    sites = [write_site(each, contest) for each in contest.field if each.name in programme]
    outcomes = {site.contestant.name: _ready(site, contest) for site in sites}
    figures: Figures = {}
    for number in range(contest.rounds):
        today = edition(contest, number)
        for site in sites:
            name = site.contestant.name
            for kind in programme[name]:
                say(f"round {number + 1}: {site.contestant.title}, {kind}, {len(contest.stories):,} articles")
                built, outcomes[name] = _work(kind, site, today, outcomes[name])
                figures.setdefault(Key(name, kind, contest.size), []).append(built)
    return figures


def _ready(site: Site, contest: Contest) -> Outcome:
    """Every site starts built: as the cold contest left it, or now."""
    if not site.output.exists():
        say(f"building {site.contestant.title}, {len(contest.stories):,} articles, to begin with")
        sleep(SETTLING)
        if failure := cold_build(site, contest).failure:
            return Outcome({}, failure)
    return Outcome(digests(site.output))


def _work(kind: str, site: Site, today: Edition, last: Outcome) -> tuple[Build, Outcome]:
    if last.failure:
        return Build(failure=last.failure), last
    proofs = KINDS[kind](site, today)
    empty = not site.output.exists()
    sleep(SETTLING)
    built = build(site, [proof.page for proof in proofs])
    after = digests(site.output)
    failure = built.failure or next((wrong for proof in proofs if (wrong := proof.fails(site))), "")
    different = changed(last.before, after)
    floor = _floor(site, set(after) if empty else different)
    return structs.replace(built, changed=len(different), floor=floor, failure=failure), Outcome(after, failure)


def _floor(site: Site, written: set[str]) -> float:
    if not site.output.exists():
        return 0.0
    folder = site.home / "floor"
    tree = Tree.of(site.output).only(written)
    seconds = warm_floor([site.sources / "content", site.output], tree, folder)
    remove(folder)
    return seconds
