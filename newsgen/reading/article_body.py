"""From Markdown to a Body: rendered, sanitised, what it refers to marked. Pure."""

import re
from collections.abc import Mapping
from html import escape, unescape
from urllib.parse import unquote

from msgspec.structs import replace

from newsgen.model.article import MARK_CLOSE, MARK_OPEN, Body, Reference, ReferenceKind, reference_mark
from newsgen.model.config import EngineName, HtmlTrust
from newsgen.model.problem import Place, Problem, warning
from newsgen.model.urls import is_elsewhere
from newsgen.model.words import cut, word_count
from newsgen.reading.body_mistakes import body_mistakes
from newsgen.reading.engines import engine, with_unique_ids
from newsgen.reading.markdown_text import MarkdownText, without_code
from newsgen.reading.punctuation import (
    AS_TYPED,
    ENGLISH,
    QuoteMarks,
    punctuated,
    punctuated_html,
    with_marked_escapes,
    without_escape_marks,
)
from newsgen.reading.sanitize import NOTHING_MORE, Allowed, plain_text, removed_html, sanitized, with_comparisons
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


_LET_IN = {
    "<iframe>": "remove it, or name its host in `markdown.embeds` of the config",
    "class": "remove it, or name it in `markdown.classes` of the config",
}
"""How the config lets in what is taken out otherwise."""


def body(
    source: MarkdownText,
    engine_name: EngineName,
    trust: HtmlTrust,
    marks: QuoteMarks | None = ENGLISH,
    allowed: Allowed = NOTHING_MORE,
) -> tuple[Body, list[Problem]]:
    """Return the body that an engine renders of a text, and the problems with it. marks: None for punctuation as typed.
    Raises RecursionError for nesting that no one writes by hand."""
    if not source.text.isascii() and _ANY_MARK.search(source.text):
        source = replace(source, text=source.text.translate(_MARKS))
    shown = without_code(source.text)
    references = _References(source)
    render = engine(engine_name)
    shortcodes = Shortcodes(source, shown, render)
    references.articles = shortcodes.articles
    html = shortcodes.put(render(with_marked_escapes(shortcodes.text)), references.read_also)
    if trust == "sanitize" and "<" in source.text:
        html = with_comparisons(html)
    clean = _without_forged_marks(html if trust == "trusted" else sanitized(html, allowed), len(references.found))
    problems = _problems(source, shown, html, clean, None if trust == "trusted" else allowed)
    clean, references.renamed_ids = with_unique_ids(without_escape_marks(punctuated_html(clean, marks)))
    clean = _TAG.sub(references.mark_pointers, clean)
    anchors = tuple(unescape(name) for name in _ID.findall(clean))
    teaser = _MORE.split(html, maxsplit=1) if "<!--" in html else ()
    finished = Body(
        html=clean,
        opening=_opening(clean, trust),
        teaser=_teaser(teaser[0], marks) if len(teaser) > 1 else "",
        words=word_count(_text(clean, trust)),
        references=tuple(references.found),
        anchors=anchors,
    )
    return finished, [*shortcodes.problems.values(), *problems, *references.dead_anchors(anchors)]


def _problems(source: MarkdownText, shown: str, html: str, clean: str, allowed: Allowed | None) -> list[Problem]:
    """What is not as the writer meant it. shown: the Markdown without code. clean: the HTML after sanitising. allowed:
    None where all is."""
    found = [*body_mistakes(clean, source.text, shown)]
    if allowed is not None and _may_be_removed(source.text, html, clean):
        for name, at in removed_html(html, shown, allowed):
            fix = _LET_IN.get(name) or scheme_hint(name) or "remove it, or trust the folder with `markdown.trusted`"
            found.append(("html-removed", at, f"{name} was taken out of the article's HTML", fix))
    return [warning(code, source.place(max(at, 0)), what, fix) for code, at, what, fix in found]


def _may_be_removed(text: str, html: str, clean: str) -> bool:
    """Whether anything may be: without tags and attributes in the Markdown only urls of schemes that are not safe."""
    if "<" in text and _TAG_START.search(text):
        return True
    return "{" in text or any(html.count(name) != clean.count(name) for name in ("href=", "src="))


def _without_forged_marks(html: str, count: int) -> str:
    """Return the HTML without what an entity in the text made a mark; only READ ALSO links are marked by now, and
    never inside a tag."""
    if MARK_OPEN not in html and MARK_CLOSE not in html:
        return html
    return _MARK_OR_TAG.sub(
        lambda found: found[0] if found[1] and int(found[1]) < count else found[0].translate(_MARKS), html
    )


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
        marked = _ATTRIBUTE.sub(lambda attribute: self._mark_pointer(name, attribute, sized), attributes)
        if name == "img" and "alt" not in given:
            marked += ' alt=""'
        return f"<{tag[1]}{marked}>"

    def _mark_pointer(self, tag: str, pointer: re.Match[str], sized: bool) -> str:
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
        kind: ReferenceKind = "link" if tag in ("a", "iframe") else "picture" if tag == "img" and not sized else "media"
        return self._add(kind, url, self._place_of(url), pointer[1].lower())

    def _mark_each(self, pointer: re.Match[str]) -> str:
        """Return a `srcset` with marks for its urls, of which each may have its width or density."""
        marked = []
        for picture in _COMMA.split(unescape(pointer[2].strip("\"'")).strip()):
            url, space, size = picture.partition(" ")
            mark = url if not url or is_elsewhere(url) else self._add("media", url, self._place_of(url), "srcset")
            marked.append(f"{escape(mark)}{space}{escape(size)}")
        return f'srcset="{", ".join(marked)}"'

    def _add(self, kind: ReferenceKind, target: str, place: tuple[int, int], name: str = "href") -> str:
        self.found.append(Reference(kind, target, *place, name))
        return reference_mark(len(self.found) - 1)

    def _place_of(self, written: str) -> tuple[int, int]:
        """Where the text has `written` next; the body's first line if Markdown made it of something else."""
        text, start = self.source.text, self.passed.get(written, 0)
        forms = {written, unquote(written), escape(written), written.removeprefix("/")}
        at = max(_place_of_whole(text, form, start) for form in forms)
        if at < 0:
            at = max(_place_of_whole(text, form, 0) for form in forms)
        if at < 0:
            return self.source.line, 1
        self.passed[written] = at + 1
        return self.source.at(at)

    def dead_anchors(self, anchors: tuple[str, ...]) -> list[Problem]:
        ids = {*anchors, "", "top"}
        return [
            warning(
                "dead-anchor",
                Place(self.source.path, *self._place_of(url)),
                f"nothing in this article has the id '{url[1:]}'",
                "link to the id of one of its headings",
            )
            for url in self.own_anchors
            if unquote(url[1:]) not in ids and url[1:] not in ids
        ]


def _place_of_whole(text: str, url: str, start: int) -> int:
    """The index of `url` in `text`, where it is not a part of a longer one; -1 if nowhere."""
    at = text.find(url, start)
    while at >= 0 and ((at and _IN_URL.match(text, at - 1)) or _IN_URL.match(text, at + len(url))):
        at = text.find(url, at + 1)
    return at


def _opening(html: str, trust: HtmlTrust) -> str:
    """The words of the first paragraphs, whole ones, without headings, tables and notes between them; of a text that
    has no paragraph, its first words."""
    words, html = "", _without_notes(html)
    for paragraph in _PARAGRAPH.finditer(html):
        words = f"{words} {_text(paragraph[1], trust)}".strip()
        if len(words) > OPENING:
            break
    return cut(words or _text(html, trust), OPENING)


def _teaser(html: str, marks: QuoteMarks | None) -> str:
    return without_escape_marks(punctuated(_text(_without_notes(html), "trusted"), marks))


def _without_notes(html: str) -> str:
    """Return the HTML without notes, which stand at the end or where they were written: that depends on the engine."""
    if 'class="footnote' not in html:
        return html
    return _NOTE.sub("", html).partition('<div class="footnote">')[0]


def _text(html: str, trust: HtmlTrust) -> str:
    text = plain_text(html, is_sanitized=trust == "sanitize")
    is_marked = MARK_CLOSE in text  # Python looks for MARK_OPEN, whose last byte is 0, character by character
    return " ".join(unescape(_MARK.sub(" ", text) if is_marked else text).split())
