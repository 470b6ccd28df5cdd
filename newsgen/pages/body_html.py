"""A body's HTML as a page or a feed shows it: what it refers to put in its place. Pure."""

import re
from html import unescape

from markupsafe import Markup, escape

from newsgen.catalog.catalog import Catalog
from newsgen.catalog.links import is_source_path
from newsgen.model.article import MARK_CLOSE, MARK_OPEN, Article, PlainPage, shown_photo
from newsgen.model.pull_quotes import without_pull_quotes
from newsgen.model.urls import at_base, is_elsewhere, joined, percent_encoded, url_of_file
from newsgen.pages.accessible import accessible, lang_attributes
from newsgen.pages.frames import Reader, as_frames, as_links, with_frames_on_demand
from newsgen.pages.renderer import Renderer
from newsgen.pages.translations import FIGURE_WORDS, Translations

_MARK = re.compile(f"{MARK_OPEN}(\\d+){MARK_CLOSE}")
_IN_TAG = "[^<>\"'" + MARK_OPEN + "]++|\"[^\"]*+\"|'[^']*+'"
_SRCSET, _STYLE = re.compile(r"\ssrcset\s*=", re.IGNORECASE), re.compile(r"\sstyle\s*=", re.IGNORECASE)
_PICTURE = re.compile(f"<img\\s(?:{_IN_TAG})*+{MARK_OPEN}(\\d+){MARK_CLOSE}(?:{_IN_TAG})*+>", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z](?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+>")
_ATTRIBUTE = re.compile(r"(\s)([^\s=\"'<>/]+)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>\"']+)")
_LINK_OUT = re.compile(r"<a\s(?:[^>]*\s)?href=[\"']?(?:https?:)?//", re.IGNORECASE)
_REL = re.compile(r"\srel=\"([^\"]*)\"")
_FIGURE_WORD = re.compile(f'(<span class="credit">|<a rel="license"[^<>]*>)({"|".join(FIGURE_WORDS)})')
NAMED = frozenset(("read_also", "headline"))
"""Kinds of references that show an article by its name."""
_URLS = frozenset(("href", "src", "poster", "cite", "srcset"))


def body_html(renderer: Renderer, text: Article | PlainPage, url: str, origin: str = "") -> Markup:
    """Return the HTML of a body, in which each reference leads somewhere. url: of its page, root-relative; origin: of
    the site, for a feed."""
    body, site_language = text.body, renderer.site.language
    language = text.lang or site_language

    def put(mark: re.Match[str]) -> str:
        reference = body.references[int(mark[1])]
        if reference.kind not in NAMED:
            return _attributes(renderer, text, int(mark[1]), url)
        card = renderer.ask(Catalog.read_also, reference.target, text.source)
        if card is None:
            return ""
        if reference.kind == "read_also":
            return _within(lang_attributes(site_language, language), renderer.fragment("read_also", (card,)).strip())
        lang = lang_attributes(card.lang or site_language, language)
        return Markup('<a href="{}"{}>{}</a>').format(card.url, lang, renderer.labelled(card.title, card.type))

    is_paid = isinstance(text, Article) and text.type == "sponsored"
    written = _with_paid_links(body.html) if is_paid else body.html
    if not origin and "<picture" not in written.lower():  # a feed's readers get the largest one
        written = _PICTURE.sub(lambda tag: _with_sources(renderer, text, tag), written)
    html = _MARK.sub(put, written) if body.references else written
    if origin:
        return Markup(
            _within(
                lang_attributes(language, site_language), _absolute(as_links(without_pull_quotes(html)), origin + url)
            )
        )
    html, embeds = as_frames(html)
    html = accessible(_translated(html, renderer.translations), renderer.text)
    if renderer.theme.embeds == "direct":
        return Markup(html)
    rel = ' rel="sponsored"' if is_paid else ""
    lang = lang_attributes(site_language, language)
    return Markup(with_frames_on_demand(html, embeds, Reader(renderer.translations, renderer.origin, lang, rel)))


def _translated(html: str, translations: Translations) -> str:
    """Put the words that `figure` blocks have into the site's language."""
    if 'class="credit">' not in html and 'rel="license"' not in html:
        return html
    return _FIGURE_WORD.sub(lambda word: word[1] + str(escape(translations.text(word[2]))), html)


def _within(lang: Markup, html: str) -> str:
    """Put the HTML into an element that says its language where that is not the one around it."""
    return f"<div{lang}>{html}</div>" if lang else html


def read_also_ids(renderer: Renderer, text: Article) -> frozenset[str]:
    """The ids of the articles that a body's READ ALSO links lead to."""
    names = (each.target for each in text.body.references if each.kind in NAMED)
    cards = (renderer.ask(Catalog.read_also, name, text.source) for name in names)
    return frozenset(card.id for card in cards if card)


def _with_sources(renderer: Renderer, text: Article | PlainPage, tag: re.Match[str]) -> str:
    """Put a picture between its other formats, unless its writer did."""
    file = text.media.get(int(tag[1]))
    if file is None or not file.name or _SRCSET.search(tag[0]):
        return tag[0]
    made = renderer.picture(shown_photo(file), file.size)
    sizes = escape(made.sizes)
    style = "" if _STYLE.search(tag[0]) else f' style="background-color: {made.colour}"'
    written = tag[0].removesuffix(">").removesuffix("/").rstrip()
    img = f'{written} srcset="{made.srcset}" sizes="{sizes}"{style}>'
    source = '<source type="{}" srcset="{}" sizes="{}">'
    sources = "".join(source.format(each.media_type, each.srcset, sizes) for each in made.sources)
    return f"<picture>{sources}{img}</picture>" if sources else img


def _attributes(renderer: Renderer, text: Article | PlainPage, number: int, page: str) -> str:
    """Return the attribute with the url of a reference, a picture's with its size; of a `srcset`, which has many, only
    the url."""
    reference, file, more = text.body.references[number], text.media.get(number), ""
    if file is not None:
        part = f"#{percent_encoded(file.fragment)}" if file.fragment else ""
        url = renderer.base + url_of_file(file.output) + part
        if reference.kind in ("picture", "poster"):
            more = f' width="{file.width}" height="{file.height}"' if file.width else ""
        if reference.kind == "picture":
            more += ' loading="lazy" decoding="async"'
    elif reference.kind == "article" or (reference.kind == "link" and is_source_path(reference.target)):
        question = Catalog.named if reference.kind == "article" else Catalog.link
        target = renderer.ask(question, reference.target, text.source)
        if target is None:
            return ""
        url = target.url
    else:
        url = percent_encoded(resolved_path(reference.target, page, renderer.base))
    return str(escape(url)) if reference.name == "srcset" else f'{reference.name}="{escape(url)}"{more}'


def resolved_path(written: str, page: str, base: str) -> str:
    """Resolve a path as a browser would: root-relative, below the site's path, which is `base`. page: its url."""
    if written.startswith("/"):
        below = base and (written + "/").startswith(base + "/")
        return written if below else at_base(written, base)
    return joined(page, written)


def _with_paid_links(html: str) -> str:
    """Mark links that leave the site as paid for. Source: Google, "Qualify your outbound links"."""

    def paid(tag: re.Match[str]) -> str:
        if not _LINK_OUT.match(tag[0]):
            return tag[0]
        rel = _REL.search(tag[0])
        words = f"{rel[1]} sponsored" if rel else "sponsored"
        return f'<a rel="{words}"{_REL.sub("", tag[0])[2:]}'

    return _TAG.sub(paid, html)


def _absolute(html: str, page: str) -> str:
    """The HTML with all urls absolute: a feed has no page of its own that could have the #anchor. page: absolute."""

    def absolute_or_as_is(url: str) -> str:
        if is_elsewhere(url) and not url.startswith("//"):
            return url
        try:
            return joined(page, url)
        except ValueError:  # `http://[`
            return url

    def absolute(attribute: re.Match[str]) -> str:
        before, name, value = attribute.groups()
        if name.lower() not in _URLS:
            return attribute[0]
        urls = unescape(value.strip("\"'"))
        if name.lower() == "srcset":  # its urls have a width or density, and a comma and a space between them
            urls = ", ".join(absolute_or_as_is(picture.strip()) for picture in re.split(r",\s+", urls))
        else:
            urls = absolute_or_as_is(urls)
        return f'{before}{name}="{escape(urls)}"'

    return _TAG.sub(lambda tag: _ATTRIBUTE.sub(absolute, tag[0]) if "=" in tag[0] else tag[0], html)
