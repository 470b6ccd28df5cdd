"""From Markdown to a Body: rendered, sanitised, what it refers to marked. Pure."""

import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from urllib.parse import unquote

from msgspec.structs import replace

from newsgen.model.article import MARK_CLOSE, MARK_OPEN, Body, Reference, ReferenceKind, reference_mark
from newsgen.model.config import MarkdownConfig
from newsgen.model.problem import Place, Problem, warning
from newsgen.model.pull_quotes import without_pull_quotes
from newsgen.model.urls import is_elsewhere
from newsgen.model.words import cut, word_count
from newsgen.reading.body_mistakes import body_mistakes
from newsgen.reading.embedded_addresses import with_embeds
from newsgen.reading.engines import engine, with_unique_ids
from newsgen.reading.figures import with_figures, without_captions
from newsgen.reading.markdown_text import MarkdownText, without_code
from newsgen.reading.punctuation import (
    AS_TYPED,
    QuoteMarks,
    punctuated,
    punctuated_html,
    with_marked_escapes,
    without_escape_marks,
)
from newsgen.reading.quotations import with_quotations
from newsgen.reading.sanitize import plain_text, removed_html, sanitized, with_comparisons
from newsgen.reading.shortcodes import CLOSE, OPEN, Shortcodes
from newsgen.reading.written_paths import scheme_hint

OPENING = 400
_MORE = re.compile(r"<!--\s*(?:read\s+)?more\b[^<>]{0,80}-->", re.IGNORECASE)
_MARKS = str.maketrans("", "", MARK_OPEN + MARK_CLOSE + OPEN + CLOSE + AS_TYPED)
_ANY_MARK = re.compile(f"[{MARK_OPEN}{MARK_CLOSE}{OPEN}{CLOSE}{AS_TYPED}]")
_MARK = re.compile(f"{MARK_OPEN}\\d+{MARK_CLOSE}")
_MARK_OR_TAG = re.compile(f"{MARK_OPEN}([0-9]{{1,6}}){MARK_CLOSE}|<[^>]*>|[{MARK_OPEN}{MARK_CLOSE}]")
_PARAGRAPH = re.compile(r"<p\b[^>]*>([^<]*+(?:<(?!/p>)[^<]*+)*+)</p>")
_NOTE = re.compile(r'<div\b[^<>]*\sclass="footnote-definition".*?</div>', re.DOTALL)
_TAG = re.compile(r"<(a|img|video|audio|source|iframe)\b((?:[^>\"']++|\"[^\"]*\"|'[^']*')*+)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([^\s=\"'<>/]+)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>\"']+)")
_COMMA = re.compile(r",\s+")
_POINTERS = {"href", "src", "poster"}
_ID = re.compile(r"<[^<>]*?\sid=[\"']?([^\"'\s>]+)")
_TAG_START = re.compile(r"<[a-zA-Z]")
_IN_URL = re.compile(r"[\w/.#?%-]")
_SIZES = {"width", "height"}
_SIZE = re.compile(r" data-size=\"(gallery|wide|full)\"")
"""The place of a picture in a figure."""


_LET_IN = {
    "<iframe>": "remove it, or name its host in `markdown.embeds` of the config",
    "class": "remove it, or name it in `markdown.classes` of the config",
}
"""How the config lets in what is taken out otherwise."""


def body(source: MarkdownText, markdown: MarkdownConfig, marks: QuoteMarks | None) -> tuple[Body, list[Problem]]:
    """Return the body that an engine renders of a text, and the problems with it. markdown: what counts for this text,
    as `with_own_frames` has it. marks: None for punctuation as typed. Raises RecursionError for nesting that no one
    writes by hand."""
    if not source.text.isascii() and _ANY_MARK.search(source.text):
        source = replace(source, text=source.text.translate(_MARKS))
    shown, is_safe = without_code(source.text), markdown.html == "sanitize"
    references, render = _References(source), engine(markdown.engine)
    shortcodes = Shortcodes(source, shown, render)
    references.articles = shortcodes.articles
    html = shortcodes.put(render(with_marked_escapes(shortcodes.text)), references.read_also)
    if is_safe and "<" in source.text:
        html = with_comparisons(html)
    clean = sanitized(html, markdown) if is_safe else html
    if MARK_OPEN in clean or MARK_CLOSE in clean:  # of an entity, but for READ ALSO links, the only ones marked by now
        count = len(references.found)
        clean = _MARK_OR_TAG.sub(
            lambda own: own[0] if int(own[1] or count) < count else own[0].translate(_MARKS), clean
        )
    problems = _problems(source, shown, html, clean, markdown)
    clean, wrong = with_figures(with_quotations(with_embeds(clean)), source)
    clean, references.renamed_ids = with_unique_ids(without_escape_marks(punctuated_html(clean, marks)))
    clean = _TAG.sub(references.mark_pointers, clean)
    anchors = tuple(unescape(name) for name in _ID.findall(clean))
    before = _MORE.split(html, maxsplit=1)[0] if "<!--" in html else html
    teaser = _text(without_captions(with_embeds(_without_notes(before))), is_safe=False) if before != html else ""
    finished = Body(
        html=clean,
        opening=_opening(clean, is_safe),
        teaser=without_escape_marks(punctuated(teaser, marks)),
        words=word_count(_text(without_captions(clean), is_safe)),
        references=tuple(references.found),
        anchors=anchors,
    )
    return finished, [*shortcodes.problems.values(), *problems, *wrong, *references.dead_anchors(anchors)]


def _problems(source: MarkdownText, shown: str, html: str, clean: str, markdown: MarkdownConfig) -> list[Problem]:
    """What is not as the writer meant it. shown: the Markdown without code. clean: the HTML after sanitising."""
    found = [*body_mistakes(clean, source.text, shown)]
    has_markup = "{" in source.text or ("<" in source.text and _TAG_START.search(source.text))
    may_be_removed = has_markup or any(html.count(name) != clean.count(name) for name in ("href=", "src="))
    if markdown.html == "sanitize" and may_be_removed:
        for name, at in removed_html(html, shown, markdown):
            fix = _LET_IN.get(name) or scheme_hint(name) or "remove it, or trust the folder with `markdown.trusted`"
            found.append(("html-removed", at, f"{name} was taken out of the article's HTML", fix))
    return [warning(code, source.place(max(at, 0)), what, fix) for code, at, what, fix in found]


class _References:
    """Collects what a body refers to, in order, leaving a mark for each. Owns the list."""

    def __init__(self, source: MarkdownText) -> None:
        self.source = source
        self.found: list[Reference] = []
        self.own_anchors: list[str] = []
        self.passed: dict[str, int] = {}
        self.articles: Mapping[str, str] = {}
        self.renamed_ids: Mapping[str, str] = {}

    def read_also(self, target: str, place: tuple[int, int], is_alone: bool) -> str:
        return self._add("read_also" if is_alone else "headline", target, place)

    def mark_pointers(self, tag: re.Match[str]) -> str:
        """Return a tag whose urls into the site are replaced by marks; an `img` without `alt` gets an empty one."""
        name, attributes = tag[1].lower(), tag[2]
        given = set() if name == "a" else {attribute[1].lower() for attribute in _ATTRIBUTE.finditer(attributes)}
        sized = not given.isdisjoint(_SIZES)
        size = found[1] if (found := _SIZE.search(attributes)) else "body"
        attributes = _SIZE.sub("", attributes)
        marked = _ATTRIBUTE.sub(lambda attribute: self._mark_pointer(name, attribute, sized, size), attributes)
        if name == "img" and "alt" not in given:
            marked += ' alt=""'
        return f"<{tag[1]}{marked}>"

    def _mark_pointer(self, tag: str, pointer: re.Match[str], sized: bool, size: str) -> str:
        """Return an attribute with a mark for its url; one that holds no url stays as it is, whatever it looks like."""
        if pointer[1].lower() == "srcset":
            return self._mark_each(pointer)
        if pointer[1].lower() not in _POINTERS:
            return pointer[0]
        url = unescape(pointer[2].strip("\"'"))
        if not url or is_elsewhere(url):
            return pointer[0]
        if url in self.articles:
            return self._add("article", self.articles[url], self._place_of(self.articles[url]))
        if url.startswith("#") and (new := self.renamed_ids.get(unquote(url[1:]))):
            return f'{pointer[1]}="#{new}"'
        if url.startswith("#"):
            self.own_anchors.append(url)
            return pointer[0]
        name = pointer[1].lower()
        unsized: dict[str, ReferenceKind] = {"imgsrc": "picture", "videoposter": "poster"}
        kind: ReferenceKind = "link" if tag in ("a", "iframe") else "media"
        kind = kind if sized else unsized.get(tag + name, kind)
        return self._add(kind, url, self._place_of(url), name, size)

    def _mark_each(self, pointer: re.Match[str]) -> str:
        """Return a `srcset` with marks for its urls, of which each may have its width or density."""
        marked = []
        for picture in _COMMA.split(unescape(pointer[2].strip("\"'")).strip()):
            url, space, size = picture.partition(" ")
            mark = url if not url or is_elsewhere(url) else self._add("media", url, self._place_of(url), "srcset")
            marked.append(f"{escape(mark)}{space}{escape(size)}")
        return f'srcset="{", ".join(marked)}"'

    def _add(
        self, kind: ReferenceKind, target: str, place: tuple[int, int], name: str = "href", size: str = "body"
    ) -> str:
        self.found.append(Reference(kind, target, *place, name, size))
        return reference_mark(len(self.found) - 1)

    def _place_of(self, written: str) -> tuple[int, int]:
        """Where the text has `written` next; the body's first line if Markdown made it of something else."""
        text, start = self.source.text, self.passed.get(written, 0)
        forms = {written, unquote(written), escape(written), written.removeprefix("/")}
        found = (max(_place_of_whole(text, form, first) for form in forms) for first in (start, 0))
        at = next((at for at in found if at >= 0), None)
        if at is None:
            return self.source.line, 1
        self.passed[written] = at + 1
        return self.source.at(at)

    def dead_anchors(self, anchors: tuple[str, ...]) -> Iterator[Problem]:
        ids = {*anchors, "", "top"}
        for url in self.own_anchors:
            if unquote(url[1:]) not in ids and url[1:] not in ids:
                what, fix = f"nothing in this article has the id '{url[1:]}'", "link to the id of one of its headings"
                yield warning("dead-anchor", Place(self.source.path, *self._place_of(url)), what, fix)


def _place_of_whole(text: str, url: str, start: int) -> int:
    """The index of `url` in `text`, where it is not a part of a longer one; -1 if nowhere."""
    at = text.find(url, start)
    while at >= 0 and ((at and _IN_URL.match(text, at - 1)) or _IN_URL.match(text, at + len(url))):
        at = text.find(url, at + 1)
    return at


def _opening(html: str, is_safe: bool) -> str:
    """The words of the first paragraphs, whole ones, without headings, tables and notes between them; of a text that
    has no paragraph, its first words. is_safe: it was sanitised."""
    words, html = "", without_pull_quotes(_without_notes(html))
    for paragraph in _PARAGRAPH.finditer(html):
        words = f"{words} {_text(paragraph[1], is_safe)}".strip()
        if len(words) > OPENING:
            break
    return cut(words or _text(without_captions(html), is_safe), OPENING)


def _without_notes(html: str) -> str:
    """Return the HTML without notes, which stand at the end or where they were written: that depends on the engine."""
    has_notes = 'class="footnote' in html
    return _NOTE.sub("", html).partition('<div class="footnote">')[0] if has_notes else html


def _text(html: str, is_safe: bool) -> str:
    text = plain_text(html, is_sanitized=is_safe)
    is_marked = MARK_CLOSE in text  # Python looks for MARK_OPEN, whose last byte is 0, character by character
    return " ".join(unescape(_MARK.sub(" ", text) if is_marked else text).split())
