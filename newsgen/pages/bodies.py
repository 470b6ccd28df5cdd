"""A body's HTML as a page or a feed shows it: what it refers to put in its place. Pure."""

import re
from collections.abc import Callable
from urllib.parse import urljoin

from markupsafe import Markup, escape
from msgspec import Struct

from newsgen.catalog.catalog import Catalog
from newsgen.catalog.links import Target, is_source_path
from newsgen.model.article import MARK_CLOSE, MARK_OPEN, Article, Body, Card, MediaFile, PlainPage, Reference
from newsgen.model.urls import at_base
from newsgen.pages.asking import Ask
from newsgen.pages.escaping import marked

_MARK = re.compile(f"{MARK_OPEN}(\\d+){MARK_CLOSE}")


_TO_OWN_ANCHOR = re.compile(r"<a\b[^<>]*?\shref=[\"'](?=#)")


class Setting(Struct, frozen=True):
    """Where a body is shown. url: of its page; base: the site's path; origin: put before urls in a feed, else ""."""

    url: str
    base: str
    origin: str = ""


def body_html(text: Article | PlainPage, setting: Setting, ask: Ask, read_also: Callable[[Card], str]) -> Markup:
    """read_also: makes the HTML of a READ ALSO link."""
    source, body = text.source, text.body

    def put(mark: re.Match[str]) -> str:
        number = int(mark[1])
        reference = body.references[number]
        if reference.kind == "read_also":
            card = ask(Catalog.read_also, reference.target, source)
            link = read_also(card) if isinstance(card, Card) else ""
            return str(link).replace('href="/', f'href="{setting.origin}/') if setting.origin else link
        return _attributes(reference, source, text.media.get(number), setting, ask)

    html = _MARK.sub(put, body.html) if body.references else body.html
    if not setting.origin:
        return marked(html)
    page = escape(setting.origin + setting.url)  # a feed is no page that could have the #anchor
    return marked(_TO_OWN_ANCHOR.sub(lambda link: link[0] + page, html))


def read_also_ids(source: str, body: Body, ask: Ask) -> frozenset[str]:
    """The ids of the articles that a body's READ ALSO lines lead to."""
    cards = (ask(Catalog.read_also, ref.target, source) for ref in body.references if ref.kind == "read_also")
    return frozenset(card.id for card in cards if isinstance(card, Card))


def _attributes(reference: Reference, source: str, file: MediaFile | None, setting: Setting, ask: Ask) -> str:
    if file is not None:
        url = f"{setting.origin}{setting.base}/{file.output}"
        size = f' width="{file.width}" height="{file.height}"' if file.width else ""
        lazy = ' loading="lazy" decoding="async"'
        return f'{reference.name}="{escape(url)}"' + (size + lazy if reference.kind == "picture" else "")
    if reference.kind == "link" and is_source_path(reference.target):
        target = ask(Catalog.link, reference.target, source)
        return f'href="{escape(setting.origin + target.url)}"' if isinstance(target, Target) else ""
    return f'{reference.name}="{escape(setting.origin + resolved_path(reference.target, setting))}"'


def resolved_path(written: str, setting: Setting) -> str:
    """A path as a browser on the text's own page would find it: root-relative, below the site's path."""
    if written.startswith("/"):
        below = setting.base and (written + "/").startswith(setting.base + "/")
        return written if below else at_base(written, setting.base)
    return urljoin(setting.url, written)
