"""The preview's own page: what an editor wants to know of the site. Reads disk."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from newsgen.model.entry import instant
from newsgen.model.local_time import local
from newsgen.model.problem import in_reading_order, weighed
from newsgen.serve.preview import Preview
from newsgen.site.quoting import quoted

SLOWEST = 10


def board(preview: Preview, comments: list[dict[str, str]]) -> bytes:
    """comments: what was posted to the preview, oldest first."""
    edition = preview.edition
    zone, base = edition.config.site.zone, edition.config.base_path
    of_pages = weighed(preview.sheets.problems(), edition.config.problems)
    problems = in_reading_order([*edition.problems, *of_pages])
    slowest = sorted(preview.sheets.costs.items(), key=lambda cost: -cost[1][1])[:SLOWEST]
    unpublished = [
        (entry, edition.unpublished[entry.id], base + entry.url)
        for entry in edition.plan.workshop.articles
        if entry.id in edition.unpublished
    ]
    return (
        _template()
        .render(
            site=edition.config.site.title,
            home=f"{base}/",
            now=edition.options.now.astimezone(zone),
            zone=zone,
            problems=[(problem, quoted(problem.place, edition.folders.site)) for problem in problems],
            unpublished=unpublished,
            held_back=edition.plan.held_back,
            breaking=[
                (entry, local(instant(entry.breaking_until), zone), base + entry.url) for entry in edition.breaking()
            ],
            next_change=edition.next_change(),
            changes=list(reversed(preview.changes)),
            slowest=[(name, int(calls), seconds) for name, (calls, seconds) in slowest],
            comments=list(reversed(comments)),
        )
        .encode()
    )


def thanks() -> bytes:
    return _template("thanks.html").render().encode()


@cache
def _template(name: str = "board.html") -> Template:
    loader = FileSystemLoader(Path(__file__).parent)
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True).get_template(name)
