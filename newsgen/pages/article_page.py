"""The page of an article, and the pages that are not news. Pure."""

from collections.abc import Callable

from msgspec.structs import asdict

from newsgen.catalog.catalog import Catalog
from newsgen.model.article import Article, Card
from newsgen.pages.body_html import body_html, read_also_ids
from newsgen.pages.contents import has_contents, headings
from newsgen.pages.filters import language_name
from newsgen.pages.link_check import dead_links
from newsgen.pages.metadata import page_view
from newsgen.pages.plan import Page
from newsgen.pages.renderer import INCLUDES, Renderer
from newsgen.pages.views import INDEXED, NOT_INDEXED, ArticleView, Beside, CommentForm, Link, PageView, PlainView

Question = Callable[..., tuple[Card, ...]]
WORDS_A_MINUTE = 220
"""How fast adults read non-fiction silently, a little less than found by Brysbaert (2019)."""
OWN_FIELDS = {*ArticleView.__struct_fields__} & {*Article.__struct_fields__} - {
    *Card.__struct_fields__,
    "body",
    "contents",
    "tags",
}
"""What an article's page shows as the article has it."""


def article_page(renderer: Renderer, page: Page) -> bytes:
    article, card = renderer.ask(Catalog.article, page.subject), renderer.ask(Catalog.card, page.subject)
    if article is None or card is None:
        return b""
    view = article_view(renderer, article, card)
    previous, following = renderer.ask(Catalog.neighbours, article.id)
    draft = PageView(
        kind="article",
        title=article.title,
        description=card.summary,
        lang=article.lang,
        photo=card.photo,
        breadcrumbs=(Link(card.section.title, card.section.url),),
        canonical=article.canonical and renderer.absolute(article.canonical),
        robots=NOT_INDEXED if article.noindex else INDEXED,
        alternates=_alternates(renderer, article) if article.translation_key else (),
    )
    blocks, comments = beside(renderer, article), renderer.config.comments
    has_form = comments.provider != "none" and article.comments != "false"
    form = CommentForm(comments.endpoint, comments.fields, article.id, article.comments == "closed")
    renderer.problems += dead_links(renderer, article, page)
    return renderer.render(
        renderer.layout_named(article.layout, "article.html"),
        {"latest": blocks.latest, "must_read": blocks.must_read},
        page=page_view(renderer, page, draft, view),
        article=view,
        beside=blocks,
        series=renderer.ask(Catalog.series, article.id) if article.series else (),
        previous=previous,
        next=following,
        comment_form=form if has_form else None,
    )


def _alternates(renderer: Renderer, article: Article) -> tuple[Link, ...]:
    """The article in its languages, each by its own name."""
    cards = renderer.ask(Catalog.translations, article.id)
    langs = [(card.lang or renderer.site.language, card) for card in cards]
    return tuple(Link(language_name(lang), card.url, lang) for lang, card in langs)


def plain_page(renderer: Renderer, page: Page) -> bytes:
    plain = renderer.ask(Catalog.plain_page, page.subject)
    if plain is None:
        return b""
    body = body_html(renderer, plain, renderer.base + page.route.url)
    renderer.problems += dead_links(renderer, plain, page)
    robots = NOT_INDEXED if plain.noindex else INDEXED
    draft = PageView(kind="plain", title=plain.title, description=plain.summary, lang=plain.lang, robots=robots)
    found = headings(body)
    shows_contents = has_contents(plain.contents, found, renderer.theme.contents)
    view = PlainView(plain.title, plain.summary, body, found, shows_contents, plain.extra)
    head = page_view(renderer, page, draft)
    return renderer.render(renderer.layout_named(plain.layout, "plain.html"), page=head, plain=view)


def article_view(renderer: Renderer, article: Article, card: Card, origin: str = "") -> ArticleView:
    """Return what an article's page shows. origin: put before the body's urls, for a feed, which has no contents."""
    body = body_html(renderer, article, card.url, origin)
    found = () if origin else headings(body)
    return ArticleView(
        **asdict(card),
        **{name: getattr(article, name) for name in OWN_FIELDS},
        body=body,
        words=article.body.words,
        tags=renderer.ask(Catalog.tags, article.id),
        reading_minutes=max(1, round(article.body.words / WORDS_A_MINUTE)),
        headings=found,
        contents=has_contents(article.contents, found, renderer.theme.contents),
    )


def beside(renderer: Renderer, article: Article) -> Beside:
    """Choose what stands beside an article, so that no story is there twice. What one block shows the next leaves out,
    unless there is nothing else for it. A block that is not part of the page is empty; one that is frozen has what was
    there before the article."""
    config, ask = renderer.config, renderer.ask
    own = frozenset([article.id])
    shown = own | read_also_ids(renderer, article)

    def not_shown(question: Question, *given: str | int, before: tuple[str, ...] = ()) -> tuple[Card, ...]:
        """Leave out what is shown. Mostly the usual answer has none of it: so that is asked for, as by other pages."""
        usual = ask(question, *given, (), *before) if before else ask(question, *given)
        if shown.isdisjoint(card.id for card in usual):
            return usual
        cards = ask(question, *given, tuple(sorted(shown)), *before)
        return cards or ask(question, *given, tuple(own), *before)

    def block(name: str, question: Question, count: int) -> tuple[Card, ...]:
        delivery = config.delivery_of(name)
        if delivery in INCLUDES:
            return ()
        return not_shown(question, count, before=() if delivery == "inline" else (article.id,))

    latest = block("latest", Catalog.latest, config.latest.count)
    shown |= {card.id for card in latest}
    related = not_shown(Catalog.related, article.id, config.related.count)
    shown |= {card.id for card in related}
    return Beside(latest, related, block("must_read", Catalog.must_read, config.must_read.count))
