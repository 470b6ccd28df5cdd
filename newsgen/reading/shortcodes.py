"""Other generators' shortcodes and READ ALSO links: taken out of a text, put into its HTML as what they mean. Pure.

Markdown knows best what is code. So each tag becomes a mark before Markdown is rendered; in the HTML a mark in code
becomes again what was typed, and any other one what the tag means. Nothing of it is run.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape

from msgspec import Struct
from msgspec.structs import replace

from newsgen.model.problem import Problem, warning
from newsgen.reading.decoding import spliced
from newsgen.reading.markdown_text import MarkdownText
from newsgen.reading.shortcode_meanings import KNOWN, NOTHING, PAIRED, Meaning, meaning
from newsgen.reading.shortcode_tags import Tag, may_have_tags, tags

OPEN, CLOSE = "\ue002", "\ue003"
"""Private-use characters around the number of a shortcode. A mark that a writer forges is one more of the same."""
INDENT = 3
"""Spaces before a line; with more of them it belongs to a list, or is code."""
_OPEN, _CLOSE = f"(?:{OPEN}|%EE%80%82)", f"(?:{CLOSE}|%EE%80%83)"
_MARK = re.compile(f"{_OPEN}(?P<number>[0-9]{{1,6}}){_CLOSE}")
_PLACES = re.compile(
    rf"(?P<code><(?P<tag>pre|code)\b.*?</(?P=tag)>)"
    rf"|(?P<before><p>\s*)?{_OPEN}(?P<number>[0-9]{{1,6}}){_CLOSE}(?P<after>\s*</p>)?"
    rf"|<[a-zA-Z](?:[^<>\"]++|\"[^\"<>]*+\")*+>",
    re.DOTALL,
)
_EMPTY = re.compile(r"<p>\s*</p>\n?")
_PARAGRAPH = re.compile(r"<p>((?:[^<]|<(?!/?p\b))*)</p>")
_FIRST_PICTURE = re.compile(
    r"\s*(?:<a\b[^<>]*>\s*<img\b[^<>]*>\s*</a>|<img\b[^<>]*>|\[!\[[^\]]*\]\([^()]*\)\]\([^()]*\)|!\[[^\]]*\]\([^()]*\))"
)
_ALIGNED = re.compile(r"align(?:left|right|center)")
_CAPTIONS = ("caption", "wp_caption")

Engine = Callable[[str], str]
ReadAlso = Callable[[str, tuple[int, int], bool], str]
"""Makes the mark of an article's name at a line and column, given whether it stands alone."""


class Shortcode(Struct, frozen=True):
    """A shortcode of a text. start, end: its indices there. wrong: told to the writer, unless it is code. edge: it
    opens or closes a block, whose paragraph is dropped."""

    start: int
    end: int
    meaning: Meaning = NOTHING
    wrong: str = ""
    edge: bool = False


class Shortcodes:
    """The shortcodes of a text. Owns the problems with them. text: with a mark in place of each. articles: what the
    addresses that `ref` and its like left there name. shown: the source with spaces in place of code."""

    def __init__(self, source: MarkdownText, shown: str, engine: Engine) -> None:
        self.source = source
        self.all: list[Shortcode] = []
        self.problems: dict[int, Problem] = {}
        if may_have_tags(source.text):
            self.all = sorted(_shortcodes(source.text, shown, engine), key=lambda each: each.start)
        self.text = _marked(source.text, shown, self.all)
        self.articles = {each.meaning.url: each.meaning.article for each in self.all if each.meaning.article}

    def put(self, html: str, read_also: ReadAlso) -> str:
        """Return the HTML with what the shortcodes mean."""
        if not self.all:
            return html
        return _EMPTY.sub("", _PLACES.sub(lambda found: self._put(found, read_also), html))

    def _put(self, found: re.Match[str], read_also: ReadAlso) -> str:
        if found["number"] is None:
            return _MARK.sub(self._as_typed if found["code"] else self._in_address, found[0])
        own = self._reported(found)
        if own is None:
            return found[0]
        before, after = found["before"] or "", found["after"] or ""
        is_alone = bool(before and after)
        if own.meaning.article:
            html = read_also(own.meaning.article, self.source.at(own.start), is_alone)
        else:
            html = own.meaning.block if is_alone or own.edge else own.meaning.inline
        return html if is_alone or own.edge else f"{before}{html}{after}"

    def _as_typed(self, mark: re.Match[str]) -> str:
        own = self._of(mark)
        return escape(self.source.text[own.start : own.end], quote=False) if own else mark[0]

    def _in_address(self, mark: re.Match[str]) -> str:
        own = self._reported(mark)
        return escape(own.meaning.url) if own else mark[0]

    def _of(self, mark: re.Match[str]) -> Shortcode | None:
        number = int(mark["number"])
        return self.all[number] if number < len(self.all) else None

    def _reported(self, mark: re.Match[str]) -> Shortcode | None:
        """The shortcode of a mark that is shown; what is wrong with it is told once."""
        own = self._of(mark)
        if own and own.wrong and own.start not in self.problems:
            fix = "write in Markdown or HTML what it should show; between backticks it stays as typed"
            self.problems[own.start] = warning("shortcode", self.source.place(own.start), own.wrong, fix)
        return own


def _marked(typed: str, shown: str, shortcodes: Sequence[Shortcode]) -> str:
    """The text with a mark for each; one that stands on a line of its own becomes a paragraph of its own."""
    changes = []
    for number, own in enumerate(shortcodes):
        start, end = shown.rfind("\n", 0, own.start) + 1, shown.find("\n", own.end)
        before, after = shown[start : own.start], shown[own.end : end if end >= 0 else len(shown)]
        is_line = not (before + after).strip() and len(before) <= INDENT and "\t" not in before and not own.edge
        mark = f"{OPEN}{number}{CLOSE}"
        changes.append((own.start, own.end, f"\n{mark}\n" if is_line else mark))
    return spliced(typed, changes)


def _shortcodes(typed: str, shown: str, engine: Engine) -> Iterator[Shortcode]:
    found = list(tags(typed, shown))
    opened = {tag.name for tag in found if not tag.closes}
    ends, done = _ends(found), 0
    captions = [(tag, ends[tag.start]) for tag in found if tag.name in _CAPTIONS and tag.start in ends]
    made = {own.start: own for tag, end in captions for own in _captioned(typed, tag, end)}
    yield from (own for start, own in made.items() if own.start == own.end)
    for tag in found:
        if tag.start >= done:  # else it is a part of what was taken out
            is_end = tag.closes and tag.name in opened
            own = made.get(tag.start) or (_left_out(tag, typed) if is_end else _shortcode(typed, tag, ends, engine))
            done = own.end
            yield own


def _shortcode(typed: str, tag: Tag, ends: Mapping[int, Tag], engine: Engine) -> Shortcode:
    if tag.style == "comment":
        return Shortcode(tag.start, tag.end)
    if tag.style == "escaped":
        html = escape(typed[tag.start : tag.end], quote=False)
        return Shortcode(tag.start, tag.end, Meaning(f"<p>{html}</p>", html))
    if tag.style == "read_also":
        return Shortcode(tag.start, tag.end, Meaning(article=tag.first))
    if tag.closes:
        return _left_out(tag, typed, "ends nothing")
    end = ends.get(tag.start) if tag.name in PAIRED else None
    whole = replace(tag, inner=typed[tag.end : end.start]) if end else tag
    meant = meaning(whole, lambda words: _in_a_line(engine(words)))
    if meant is None:
        return _left_out(tag, typed, "doesn't say what it should show" if tag.name in KNOWN else "means nothing here")
    return Shortcode(tag.start, end.end if end and meant is not NOTHING else tag.end, meant)


def _left_out(tag: Tag, typed: str, wrong: str = "") -> Shortcode:
    shown = " ".join(typed[tag.start : tag.end].split())
    shown = f"{shown[:58]}..." if len(shown) > 60 else shown
    return Shortcode(tag.start, tag.end, NOTHING, wrong and f"'{shown}' {wrong}: it was left out")


def _ends(found: Sequence[Tag]) -> dict[int, Tag]:
    """Find the end of each tag, by the tag's index: the next one of its name that closes."""
    ends: dict[int, Tag] = {}
    open_tags: dict[tuple[str, str], int] = {}
    for tag in found:
        key = tag.style, tag.name
        if not tag.closes:
            open_tags[key] = tag.start
        elif key in open_tags:
            ends[open_tags.pop(key)] = tag
    return ends


def _captioned(typed: str, tag: Tag, end: Tag) -> Iterator[Shortcode]:
    """Give the parts of WordPress' `[caption]`: a picture and words, which are Markdown or HTML and stay in their
    place."""
    aligned = _ALIGNED.search(tag.get("align", "class"))
    of = f' class="{aligned[0]}"' if aligned else ""
    yield Shortcode(tag.start, tag.end, Meaning(block=f"<figure{of}>"), edge=True)
    picture = _FIRST_PICTURE.match(typed, tag.end, end.start)
    has_words = picture and typed[picture.end() : end.start].strip()
    if picture and has_words:
        yield Shortcode(picture.end(), picture.end(), Meaning(block="<figcaption>"), edge=True)
    said = tag.get("caption")
    words = "</figcaption>" if has_words else f"<figcaption>{escape(said)}</figcaption>" if said else ""
    yield Shortcode(end.start, end.end, Meaning(block=f"{words}</figure>"), edge=True)


def _in_a_line(html: str) -> str:
    """Return the HTML without the paragraph around it."""
    paragraph = _PARAGRAPH.fullmatch(html.strip())
    return paragraph[1] if paragraph else html
