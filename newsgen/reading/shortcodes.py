"""Other generators' shortcodes and READ ALSO links: taken out of a text, put into its HTML as what they mean. Pure.

Markdown knows best what is code. So each tag becomes a mark before Markdown is rendered; in the HTML a mark in code
becomes again what was typed, and any other one what the tag means. Nothing of it is run.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape

from msgspec.structs import replace

from newsgen.model.problem import Problem, warning
from newsgen.reading.markdown_text import MarkdownText
from newsgen.reading.shortcode_tags import KNOWN, NOTHING, PAIRED, Meaning, Tag, may_have_tags, meaning, tags
from newsgen.reading.tree import spliced

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
_PARAGRAPH = re.compile(r"\A\s*<p>((?:[^<]|<(?!/?p\b))*)</p>\s*\Z")
_FIRST_PICTURE = re.compile(
    r"\s*(?:<a\b[^<>]*>\s*<img\b[^<>]*>\s*</a>|<img\b[^<>]*>|\[!\[[^\]]*\]\([^()]*\)\]\([^()]*\)|!\[[^\]]*\]\([^()]*\))"
)
_ALIGNED = re.compile(r"align(?:left|right|center)")
_CAPTIONS = ("caption", "wp_caption")

Engine = Callable[[str], str]
ReadAlso = Callable[[str, tuple[int, int], bool], str]
"""Makes the mark of an article's name at a line and column, given whether it stands alone."""


Shortcode = tuple[int, int, Meaning]
"""Start and end of it in the text, and what is put in its place."""


class Shortcodes:
    """The shortcodes of a text. Owns the problems with them. text: with a mark in place of each. articles: what the
    addresses that `ref` and its like left there name. shown: the source with spaces in place of code."""

    def __init__(self, source: MarkdownText, shown: str, engine: Engine) -> None:
        self.source = source
        found = _shortcodes(source.text, shown, engine) if may_have_tags(source.text) else ()
        self.all = sorted(found, key=lambda each: each[0])
        self.problems: dict[int, Problem] = {}
        self.text = spliced(source.text, _marks(shown, self.all))
        self.articles = {meant.url: meant.article for _, _, meant in self.all if meant.article}

    def put(self, html: str, read_also: ReadAlso) -> str:
        """Return the HTML with what the shortcodes mean."""
        if not self.all:
            return html
        return _EMPTY.sub("", _PLACES.sub(lambda found: self._put(found, read_also), html))

    def _put(self, found: re.Match[str], read_also: ReadAlso) -> str:
        if found["number"] is None:
            return _MARK.sub(self._as_typed if found["code"] else self._in_address, found[0])
        if (own := self._shown(found)) is None:
            return found[0]
        before, after = found["before"] or "", found["after"] or ""
        is_alone = bool(before and after)
        start, _, meant = own
        if meant.article:
            html = read_also(meant.article, self.source.at(start), is_alone)
        else:
            html = meant.block if is_alone or meant.edge else meant.inline
        return html if is_alone or meant.edge else f"{before}{html}{after}"

    def _as_typed(self, mark: re.Match[str]) -> str:
        start, end, _ = self._of(mark) or (0, 0, NOTHING)
        return escape(self.source.text[start:end], quote=False) if end else mark[0]

    def _in_address(self, mark: re.Match[str]) -> str:
        own = self._shown(mark)
        return escape(own[2].url) if own else mark[0]

    def _of(self, mark: re.Match[str]) -> Shortcode | None:
        number = int(mark["number"])
        return self.all[number] if number < len(self.all) else None

    def _shown(self, mark: re.Match[str]) -> Shortcode | None:
        """The shortcode of a mark that is shown; what is wrong with it is told once."""
        if (own := self._of(mark)) and own[2].wrong and own[0] not in self.problems:
            fix = "write in Markdown or HTML what it should show; between backticks it stays as typed"
            self.problems[own[0]] = warning("shortcode", self.source.place(own[0]), own[2].wrong, fix)
        return own


def _marks(shown: str, shortcodes: Sequence[Shortcode]) -> Iterator[tuple[int, int, str]]:
    """A mark for each; one that stands on a line of its own becomes a paragraph of its own."""
    for number, (start, end, meant) in enumerate(shortcodes):
        line_end = shown.find("\n", end)
        before = shown[shown.rfind("\n", 0, start) + 1 : start]
        after = shown[end : line_end if line_end >= 0 else len(shown)]
        is_line = not (before + after).strip() and len(before) <= INDENT and "\t" not in before and not meant.edge
        mark = f"{OPEN}{number}{CLOSE}"
        yield start, end, f"\n{mark}\n" if is_line else mark


def _shortcodes(typed: str, shown: str, engine: Engine) -> Iterator[Shortcode]:
    found = list(tags(typed, shown))
    opened = {tag.name for tag in found if not tag.closes}
    ends, done = _ends(found), 0
    captions = [(tag, ends[tag.start]) for tag in found if tag.name in _CAPTIONS and tag.start in ends]
    made = {own[0]: own for tag, end in captions for own in _captioned(typed, tag, end)}
    yield from (own for own in made.values() if own[0] == own[1])
    for tag in found:
        if tag.start >= done:  # else it is a part of what was taken out
            end = tag.end
            if tag.start in made:
                _, end, meant = made[tag.start]
            elif tag.closes:
                meant = NOTHING if tag.name in opened else _unrendered(tag, typed, "ends nothing")
            else:
                end, meant = _meant(typed, tag, ends, engine)
            done = end
            yield tag.start, end, meant


def _meant(typed: str, tag: Tag, ends: Mapping[int, Tag], engine: Engine) -> tuple[int, Meaning]:
    """The end of what a tag that opens stands for, and its meaning."""
    end = ends.get(tag.start) if tag.name in PAIRED else None
    whole = replace(tag, inner=typed[tag.end : end.start]) if end else tag
    meant = meaning(whole, lambda words: _PARAGRAPH.sub(r"\1", engine(words)))
    if meant is None:
        wrong = "doesn't say what it should show" if tag.name in KNOWN else "means nothing here"
        return tag.end, _unrendered(tag, typed, wrong)
    return end.end if end and meant is not NOTHING else tag.end, meant


def _unrendered(tag: Tag, typed: str, wrong: str) -> Meaning:
    shown = " ".join(typed[tag.start : tag.end].split())
    shown = f"{shown[:58]}..." if len(shown) > 60 else shown
    return Meaning(wrong=f"'{shown}' {wrong}: it was left out")


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
    """Give the parts of WordPress' `[caption]`: a picture and words, Markdown or HTML, which stay in their place."""
    aligned = _ALIGNED.search(tag.get("align", "class"))
    of = f' class="{aligned[0]}"' if aligned else ""
    yield tag.start, tag.end, Meaning(block=f"<figure{of}>", edge=True)
    picture = _FIRST_PICTURE.match(typed, tag.end, end.start)
    has_words = picture and typed[picture.end() : end.start].strip()
    if picture and has_words:
        yield picture.end(), picture.end(), Meaning(block="<figcaption>", edge=True)
    said = tag.get("caption")
    words = "</figcaption>" if has_words else f"<figcaption>{escape(said)}</figcaption>" if said else ""
    yield end.start, end.end, Meaning(block=f"{words}</figure>", edge=True)
