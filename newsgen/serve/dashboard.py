"""The preview's own page: what an editor wants to know of the site. Reads disk."""

from collections import Counter
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from newsgen.model.entry import instant
from newsgen.model.local_time import local
from newsgen.serve.preview import Preview
from newsgen.site.messages import quoted

SHOWN = 200
"""Lines of each list; what is more is counted."""


def dashboard(preview: Preview, comments: list[dict[str, str]]) -> bytes:
    """comments: what was posted to the preview, oldest first."""
    live_site, of_pages, changes, slowest = preview.overview()
    problems = live_site.problems.all(of_pages)
    zone, base = live_site.config.site.zone, live_site.config.base_path
    shown = sorted(problems, key=lambda problem: problem.severity)[:SHOWN]  # errors come first
    articles, why = live_site.plan.context.articles, live_site.unpublished()
    index = live_site.plan.renderer.catalog.index
    breaking = [index.entry(position) for position in index.line("breaking")]
    html = _template("dashboard.html").render(
        site=live_site.config.site.title,
        home=f"{base}/",
        now=live_site.options.now.astimezone(zone),
        zone=zone,
        problems=[(problem, quoted(problem.place, live_site.folders.site)) for problem in shown],
        counts=Counter(problem.severity for problem in problems),
        unpublished=[(entry, why[entry.id], base + entry.url) for entry in articles if entry.id in why],
        held_back=live_site.plan.held_back,
        shown=SHOWN,
        breaking=[(entry, local(instant(entry.breaking_until), zone), base + entry.url) for entry in breaking],
        next_change=live_site.next_change(),
        changes=changes,
        slowest=slowest,
        comments=list(reversed(comments)),
    )
    return html.encode()


def thanks() -> bytes:
    return _template("thanks.html").render().encode()


@cache
def _template(name: str) -> Template:
    loader = FileSystemLoader(Path(__file__).parent)
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True).get_template(name)
