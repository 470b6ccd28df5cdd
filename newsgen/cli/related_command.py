"""`related`: which articles stand as related beside one, and why, as they are now. Reads disk; prints."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from newsgen.catalog.visibility import Moment, why_held_back
from newsgen.cli.explain_command import source_name
from newsgen.cli.list_command import texts_now
from newsgen.cli.print_problems import config_or_exit, exit_not_found, print_found
from newsgen.model.article import Article
from newsgen.model.config import Config
from newsgen.model.entry import NEVER
from newsgen.pages.article_page import beside
from newsgen.pages.layouts import environment
from newsgen.site.options import Folders, Options, in_zone
from newsgen.site.planning import SitePlan, planned
from newsgen.site.render_pages import Loaders
from newsgen.site.sources import read_now


class Relation(Struct, frozen=True):
    """A related article. file: below the site's folder. days: how much older it is; negative for a follow-up. tags: as
    their own pages call them, with the weight of each; section: its title, "" if it is another one."""

    file: str
    title: str
    tags: tuple[tuple[str, float], ...]
    section: str
    section_weight: float
    nearness: float
    total: float
    days: float


def run_related(options: Options, file: str, as_json: bool) -> None:
    """Ends with exit code 1 where there is no such article."""
    config = config_or_exit(options)
    source, plan = _planned_with(file, config, in_zone(options, config))
    path, article = f"{config.paths.content}/{source}", plan.renderer.catalog.article(plan.entries[source].id)
    if article is None:
        exit_not_found(f"{path} can't be read")
    found = list(_relations(article, plan))
    print_found({"file": path, "title": article.title, "related": found}, as_json, _lines(found, path, article.title))


def _lines(found: Sequence[Relation], path: str, title: str) -> Iterator[str]:
    if found:
        yield f"Beside '{title}' ({path}):"
    else:
        yield f"Nothing is related to {path} but what stands on its page anyway."
    for number, relation in enumerate(found, 1):
        yield f"{number}. {relation.title}"
        yield f"   {relation.file}"
        yield f"   {', '.join(_reasons(relation))}: {relation.total:.2f}"


def _reasons(relation: Relation) -> Iterator[str]:
    yield from (f"tag {title} {weight:.2f}" for title, weight in relation.tags)
    if relation.section:
        yield f"section {relation.section} {relation.section_weight:.2f}"
    days = abs(relation.days)
    apart = f"{days * 24:.0f} hours" if days < 2 else f"{days:,.0f} days"
    yield f"{apart} {'older' if relation.days >= 0 else 'newer'} × {relation.nearness:.2f}"


def _planned_with(wanted: str, config: Config, options: Options) -> tuple[str, SitePlan]:
    """The source of an article, and the plan of the site in which it is put out, held back or not. wanted: its path."""
    folders = Folders.of(options, config)
    read = read_now(config, folders, options.jobs)
    source = source_name(wanted, folders).removeprefix("content/")
    articles = [name for name, entry in read.entries.items() if entry.kind == "article"]
    if source not in articles:
        names = {Path(name).name: f"{config.paths.content}/{name}" for name in articles}
        nearest = get_close_matches(Path(wanted).name, names, n=3)
        exit_not_found(f"there is no article {wanted}", [names[name] for name in nearest])
    texts = texts_now([source], read, config, options.jobs)
    held_back = {name for name, entry in read.entries.items() if why_held_back(entry, options.moment)}
    cached = {name: each for name, each in read.cached.items() if name not in held_back}
    cached[source] = replace(read.cached[source], entry=replace(read.entries[source], expires=NEVER))
    loaders = Loaders(texts.__getitem__, environment(folders.layouts))
    all_shown = Moment(options.moment.now, drafts=True, future=True)
    return source, planned(replace(read, cached=cached), config, all_shown, folders, loaders)


def _relations(article: Article, plan: SitePlan) -> Iterator[Relation]:
    """What stands beside it. What its page leaves out because it stands there already is left out here too."""
    catalog, content = plan.renderer.catalog, plan.context.config.paths.content
    sources = {entry.id: entry.source for entry in plan.context.articles}
    titles = {group.slug: group.title for group in catalog.tags(article.id)}
    for card in beside(plan.renderer, article).related:
        if score := catalog.why_related(article.id, card.id):
            yield Relation(
                file=f"{content}/{sources[card.id]}",
                title=card.title,
                tags=tuple((titles[tag], weight) for tag, weight in score.tags),
                section=card.section.title if score.section else "",
                section_weight=score.section,
                nearness=score.nearness,
                total=score.total,
                days=(article.published - card.published).total_seconds() / 86400,
            )
