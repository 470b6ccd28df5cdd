"""`related`: which articles stand as related beside one, and why, as they are now. Reads disk; prints."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

import click
from msgspec import Struct

from newsgen.catalog.catalog import Catalog
from newsgen.catalog.groups import Naming
from newsgen.catalog.index import indexed
from newsgen.catalog.namesakes import with_distinct_slugs
from newsgen.catalog.related import Score
from newsgen.catalog.visibility import sorted_out
from newsgen.cli.explain_command import NotFound, print_not_found, source_name
from newsgen.cli.list_command import texts_now
from newsgen.cli.print_problems import config_or_exit, print_json
from newsgen.engine.tracing import Tracer
from newsgen.model.article import Article, Card
from newsgen.model.config import Config
from newsgen.pages.article_page import beside
from newsgen.pages.asking import Digests
from newsgen.pages.layouts import environment
from newsgen.pages.renderer import RenderContext, Renderer
from newsgen.site.options import Folders, Options, in_zone
from newsgen.site.planning import named_and_addressed
from newsgen.site.sources import read_now


class Relation(Struct, frozen=True):
    """A related article. file: below the site's folder. days: how much older it is; negative for a follow-up.

    tags: as their own pages call them, with the weight of each; section: its title, "" if it is another one.
    """

    file: str
    title: str
    tags: tuple[tuple[str, float], ...]
    section: str
    section_weight: float
    nearness: float
    total: float
    days: float


class Relations(Struct, frozen=True):
    """The related articles of one. file, title: its own."""

    file: str
    title: str
    related: tuple[Relation, ...]


def run_related(options: Options, file: str, as_json: bool) -> int:
    """Return the exit code: 0, or 1 where there is no such article."""
    config = config_or_exit(options)
    found = find_related(file, config, in_zone(options, config))
    if isinstance(found, NotFound):
        return print_not_found(found)
    if as_json:
        print_json(found)
        return 0
    if not found.related:
        click.echo(f"Nothing is related to {found.file} but what stands on its page anyway.")
        return 0
    click.echo(f"Beside '{found.title}' ({found.file}):")
    for number, relation in enumerate(found.related, 1):
        click.echo(f"{number}. {relation.title}")
        click.echo(f"   {relation.file}")
        click.echo(f"   {', '.join(_reasons(relation))}: {relation.total:.2f}")
    return 0


def _reasons(relation: Relation) -> Iterator[str]:
    yield from (f"tag {title} {weight:.2f}" for title, weight in relation.tags)
    if relation.section:
        yield f"section {relation.section} {relation.section_weight:.2f}"
    days = abs(relation.days)
    apart = f"{days * 24:.0f} hours" if days < 2 else f"{days:,.0f} days"
    yield f"{apart} {'older' if relation.days >= 0 else 'newer'} × {relation.nearness:.2f}"


def find_related(wanted: str, config: Config, options: Options) -> Relations | NotFound:
    """Find what stands beside an article. wanted: its path; one that is held back is looked at as if it were put out.

    What its page leaves out because it stands there already is left out here too.
    """
    folders = Folders.of(options, config)
    entries = list(read_now(config, folders, options.jobs).entries.values())
    source = source_name(wanted, folders).removeprefix("content/")
    files = {entry.source: entry for entry in entries if entry.kind == "article"}
    if source not in files:
        names = {Path(name).name: f"{config.paths.content}/{name}" for name in files}
        nearest = get_close_matches(Path(wanted).name, names, n=3)
        return NotFound(f"there is no article {wanted}", tuple(names[name] for name in nearest))
    visible, _ = sorted_out(entries, options.moment)
    articles = {entry.source: entry for entry in visible if entry.kind == "article"} | {source: files[source]}
    apart = with_distinct_slugs(list(articles.values()), Naming(config, {}))
    resolved, _ = named_and_addressed(list(articles.values()), apart, config)
    texts = texts_now([source], config, folders, options.jobs)
    plain, naming = (entry for entry in visible if entry.kind == "plain"), Naming(config, apart.authors, apart.slugs)
    index = indexed(resolved, naming, options.moment.now)
    catalog = Catalog(index, plain, naming, config, options.moment, texts.__getitem__)
    return _relations(source, catalog, config, folders)


def _relations(source: str, catalog: Catalog, config: Config, folders: Folders) -> Relations | NotFound:
    sources = {entry.id: entry.source for entry in catalog.entries()}
    own_id = next(name for name, file in sources.items() if file == source)
    article = catalog.article(own_id)
    if not isinstance(article, Article):
        return NotFound(f"{config.paths.content}/{source} can't be read")
    renderer = Renderer(RenderContext(config, catalog.moment), catalog, environment(folders.layouts), Tracer(Digests()))
    related = beside(renderer, article).related
    scored = ((card, catalog.why_related(own_id, card.id)) for card in related)
    found = (
        _relation(article, card, score, catalog, f"{config.paths.content}/{sources[card.id]}")
        for card, score in scored
        if isinstance(score, Score)
    )
    return Relations(f"{config.paths.content}/{source}", article.title, tuple(found))


def _relation(article: Article, card: Card, score: Score, catalog: Catalog, file: str) -> Relation:
    titles = {group.slug: group.title for group in catalog.tags(article.id)}
    return Relation(
        file=file,
        title=card.title,
        tags=tuple((titles[tag], weight) for tag, weight in score.tags),
        section=card.section.title if score.section else "",
        section_weight=score.section,
        nearness=score.nearness,
        total=score.total,
        days=(article.published - card.published).total_seconds() / 86400,
    )
