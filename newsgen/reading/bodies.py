"""From Markdown to a Body: rendered, sanitised, what it refers to marked. Pure."""

import re
from html import escape, unescape
from urllib.parse import unquote

from msgspec import Struct

from newsgen.model.article import (
    MARK_CLOSE,
    MARK_OPEN,
    Body,
    Reference,
    ReferenceKind,
    reference_mark,
)
from newsgen.model.config import EngineName, HtmlTrust
from newsgen.model.problem import Place, Problem, warning
from newsgen.model.urls import is_elsewhere
from newsgen.reading.engines import engine
from newsgen.reading.sanitize import plain_text, removed, sanitized

OPENING = 400
_MORE = re.compile(r"<!--\s*more\s*-->", re.IGNORECASE)
_READ_ALSO = re.compile(r" {0,3}\[\[read-also:\s*(?P<target>.*?)\s*\]\]\s*", re.IGNORECASE)
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_MARKS = str.maketrans("", "", MARK_OPEN + MARK_CLOSE)
_MARK = re.compile(f"{MARK_OPEN}\\d+{MARK_CLOSE}")
_MARKED_BLOCK = re.compile(f"<p>({MARK_OPEN}\\d+{MARK_CLOSE})</p>")
_TAG = re.compile(r"<(a|img|video|audio|source)\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>", re.IGNORECASE)
_POINTER = re.compile(r"(?<=\s)(href|src|poster)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>]+)", re.IGNORECASE)
_ID = re.compile(r"<[^<>]*?\sid=[\"']?([^\"'\s>]+)")
_SUSPECT = re.compile(r"<[a-z]|script|data", re.IGNORECASE)
_IN_URL = re.compile(r"[\w/.#?%-]")
_SIZE = re.compile(r"\s(?:width|height)\s*=", re.IGNORECASE)


class Manuscript(Struct, frozen=True):
    """The Markdown of one file; line: the number of its first line there."""

    path: str
    text: str
    line: int


def body(manuscript: Manuscript, engine_name: EngineName, trust: HtmlTrust) -> tuple[Body, list[Problem]]:
    """Raises RecursionError for nesting that no one writes by hand."""
    references = _References(manuscript)
    html = engine(engine_name)(references.mark_read_also(manuscript.text.translate(_MARKS)))
    clean = html if trust == "trusted" else sanitized(html)
    suspect = trust == "sanitize" and _SUSPECT.search(manuscript.text)
    problems = _warn_of_removed(manuscript, html, clean) if suspect else []
    clean = _MARKED_BLOCK.sub(r"\1", _TAG.sub(references.mark_pointers, clean))
    anchors = tuple(unescape(name) for name in _ID.findall(clean))
    words = _words(clean)
    teaser = _MORE.split(html, maxsplit=1)
    finished = Body(
        html=clean,
        opening=words[: OPENING + 1].rsplit(" ", 1)[0] if len(words) > OPENING else words,
        teaser=_words(teaser[0]) if len(teaser) > 1 else "",
        words=words.count(" ") + 1 if words else 0,
        references=tuple(references.found),
        anchors=anchors,
    )
    return finished, problems + references.dead_anchors(anchors)


class _References:
    """Collects what a body refers to, in order, leaving a mark for each. Owns the list."""

    def __init__(self, manuscript: Manuscript) -> None:
        self.manuscript = manuscript
        self.found: list[Reference] = []
        self.own_anchors: list[str] = []
        self.passed: dict[str, int] = {}

    def mark_read_also(self, text: str) -> str:
        """Lines of `[[read-also: ...]]` outside of code blocks become a mark in a paragraph of its own."""
        if "[[" not in text:
            return text
        lines, fence = text.split("\n"), ""
        for number, line in enumerate(lines):
            if opened := _FENCE.match(line):
                fence = "" if fence and opened[1].startswith(fence) else fence or opened[1]
            elif not fence and (link := _READ_ALSO.fullmatch(line)):
                place = self.manuscript.line + number, line.index("[") + 1
                lines[number] = f"\n{self._add('read_also', link['target'], place)}\n"
        return "\n".join(lines)

    def mark_pointers(self, tag: re.Match[str]) -> str:
        """A tag whose urls into the site are replaced by marks; an `img` without `alt` gets an empty one."""
        name, attributes = tag[1].lower(), tag[2]
        sized = _SIZE.search(attributes) is not None
        marked = _POINTER.sub(lambda pointer: self._mark_pointer(name, pointer, sized), attributes)
        if name == "img" and not re.search(r"\salt\s*=", attributes, re.IGNORECASE):
            marked += ' alt=""'
        return f"<{tag[1]}{marked}>"

    def _mark_pointer(self, tag: str, pointer: re.Match[str], sized: bool) -> str:
        url = unescape(pointer[2].strip("\"'"))
        if not url or is_elsewhere(url) or MARK_OPEN in url:
            return pointer[0]
        if url.startswith("#"):
            self.own_anchors.append(url)
            return pointer[0]
        kind: ReferenceKind = "link" if tag == "a" else "picture" if tag == "img" and not sized else "media"
        return self._add(kind, url, self._place_of(url), pointer[1].lower())

    def _add(self, kind: ReferenceKind, target: str, place: tuple[int, int], name: str = "href") -> str:
        self.found.append(Reference(kind, target, *place, name))
        return reference_mark(len(self.found) - 1)

    def _place_of(self, written: str) -> tuple[int, int]:
        """Where the text has `written` next; the body's first line if Markdown made it of something else."""
        text, start = self.manuscript.text, self.passed.get(written, 0)
        forms = {written, unquote(written), escape(written)}
        at = max(_place_of_whole(text, form, start) for form in forms)
        if at < 0:
            at = max(_place_of_whole(text, form, 0) for form in forms)
        if at < 0:
            return self.manuscript.line, 1
        self.passed[written] = at + 1
        return self.manuscript.line + text.count("\n", 0, at), at - text.rfind("\n", 0, at)

    def dead_anchors(self, anchors: tuple[str, ...]) -> list[Problem]:
        known = {*anchors, "", "top"}
        return [
            warning(
                "dead-anchor",
                Place(self.manuscript.path, *self._place_of(url)),
                f"nothing in this article has the id '{url[1:]}'",
                "link to the id of one of its headings",
            )
            for url in self.own_anchors
            if unquote(url[1:]) not in known and url[1:] not in known
        ]


def _warn_of_removed(manuscript: Manuscript, before: str, after: str) -> list[Problem]:
    name = removed(before, after)
    if not name:
        return []
    at = max(manuscript.text.lower().find(name.rstrip(">")), 0)
    line = manuscript.line + manuscript.text.count("\n", 0, at)
    return [
        warning(
            "html-removed",
            Place(manuscript.path, line, at - manuscript.text.rfind("\n", 0, at)),
            f"{name} was taken out of the article's HTML",
            "remove it, or trust the folder with `markdown.trusted`",
        )
    ]


def _place_of_whole(text: str, url: str, start: int) -> int:
    """The index of `url` in `text`, where it is not a part of a longer one; -1 if nowhere."""
    at = text.find(url, start)
    while at >= 0 and ((at and _IN_URL.match(text, at - 1)) or _IN_URL.match(text, at + len(url))):
        at = text.find(url, at + 1)
    return at


def _words(html: str) -> str:
    return " ".join(unescape(_MARK.sub(" ", plain_text(html))).split())
