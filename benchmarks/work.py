"""The kinds of warm work: what a newsroom does to a site before it is built again. Writes disk."""

import subprocess
from collections.abc import Callable

import corpus
from corpus import Story
from msgspec import Struct, structs
from sites import Contest, Site, remove

ADDED = "This paragraph was added by the benchmark after publication, and must be on the page."


class Edition(Struct, frozen=True):
    """The stories of one round. news, late_news: not yet published. corrected: as it stands after its edit."""

    news: Story
    late_news: Story
    corrected: Story


class Proof(Struct, frozen=True):
    """A page of the output that must hold a text after the build."""

    page: str
    text: str = ""

    def fails(self, site: Site) -> str:
        page = site.output / self.page
        if not page.exists():
            return f"there is no {self.page}"
        return "" if self.text in page.read_text(encoding="utf-8") else f"{self.page} is not up to date"


def edition(contest: Contest, number: int) -> Edition:
    """Of round `number`, from 0: every round has other stories, so that nothing need be undone."""
    archive = contest.stories
    middle = archive[(len(archive) // 2 + number) % len(archive)]
    corrected = structs.replace(middle, body=f"{middle.body}\n{ADDED}\n")
    return Edition(contest.later[2 * number], contest.later[2 * number + 1], corrected)


def publish(site: Site, today: Edition) -> list[Proof]:
    _write(site, today.news)
    return [Proof(today.news.page)]


def edit(site: Site, today: Edition) -> list[Proof]:
    _write(site, today.corrected)
    return [Proof(today.corrected.page, ADDED)]


def nothing(site: Site, today: Edition) -> list[Proof]:
    return []


def check_out(site: Site, today: Edition) -> list[Proof]:
    """As a fresh machine has it: new files of the same text at the same path, and what CI keeps brought back."""
    fresh = site.home / "fresh"
    subprocess.run(["cp", "-r", str(site.sources), str(fresh)], check=True)
    for path in site.litter:
        remove(fresh / path.name)
        if path.exists():
            subprocess.run(["cp", "-a", str(path), str(fresh)], check=True)
    if site.contestant.keeps_output:
        kept = site.home / "kept"
        subprocess.run(["cp", "-a", str(site.output), str(kept)], check=True)
        remove(site.output)
        kept.rename(site.output)
    else:
        remove(site.output)
    remove(site.sources)
    fresh.rename(site.sources)
    _write(site, today.late_news)
    return [Proof(today.late_news.page)]


KINDS: dict[str, Callable[[Site, Edition], list[Proof]]] = {
    "publish": publish,
    "edit": edit,
    "nothing": nothing,
    "check-out": check_out,
}


def _write(site: Site, story: Story) -> None:
    corpus.write([story], site.contestant.dialect, site.sources / "content")
