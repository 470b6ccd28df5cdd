"""The inline syntax of CommonMark and GitHub for Python-Markdown: emphasis, links, code, raw tags, breaks. Pure.

Source: CommonMark 0.31.2, "Inlines"; GitHub Flavored Markdown 0.29, "Strikethrough" and "Autolinks".
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from html.entities import html5
from unicodedata import category
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, STX, AtomicString
from msgspec import Struct

from newsgen.reading.bare_urls import BARE_URL, RAW_ANCHOR, bare_url, has_sign

SPECIAL = re.compile(r"[\\`*_~\[\]<&]")
SPECIAL_OR_BREAK = re.compile(r"[\\`*_~\[\]<&]| {2,}\n")
ESCAPABLE = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
ESCAPE_OR_ENTITY = re.compile(r"\\([!-/:-@\[-`{-~])|&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{0,31});")
AUTOLINK = re.compile(r"<([a-zA-Z][a-zA-Z0-9+.\-]{1,31}:[^\s<>\x00-\x1f]*)>")
MAIL = re.compile(r"<([\w.!#$%&'*+/=?^`{|}~\-]++@[a-zA-Z0-9](?:[a-zA-Z0-9.\-]*[a-zA-Z0-9])?)>", re.ASCII)
ATTRIBUTE = r"\s++[a-zA-Z_:][\w.:\-]*+(?:\s*+=\s*+(?:[^\s\"'=<>`]++|'[^']*+'|\"[^\"]*+\"))?+"
TAG = re.compile(rf"<(?:[a-zA-Z][a-zA-Z0-9\-]*+(?:{ATTRIBUTE})*+\s*+/?|/[a-zA-Z][a-zA-Z0-9\-]*+\s*+)>", re.ASCII)
RAW_ENDS = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">"))
LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){0,999})\]", re.DOTALL)
FOOTNOTE = re.compile(r"\[\^([^\[\]\s]+)\]")
TARGET_START = re.compile(r"\([ \n]*+")
POINTED_TARGET = re.compile(r"<((?:[^<>\n\\]|\\.)*+)>")
TARGET_PIECE = re.compile(r"[^ ()\\\x00-\x1f\x7f]++|\\[^ \x00-\x1f]|[()]|\\")
TITLE = r"(?:\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+'|\((?:[^()\\]|\\.)*+\))"
TARGET_END = re.compile(rf"(?:[ \n]++({TITLE}))?+[ \n]*+\)", re.DOTALL)
DEEPEST_PARENTHESES = 32
PLACEHOLDER = re.compile(f"{STX}([0-9]+){ETX}")


class Delimiters(Struct, eq=False):
    """A run of `*`, `_` or `~`. place: its number; left: how many are still text; closes, opens: tags."""

    sign: str
    length: int
    left: int
    opening: bool
    closing: bool
    place: int
    closes: list[str]
    opens: list[str]


class Bracket(Struct, eq=False):
    """A `[` or `![` that may begin a link. start: of what is in it; part, run: how much there was before it."""

    image: bool
    start: int
    part: int
    run: int
    active: bool = True


class RawTag(Struct, frozen=True):
    """HTML as typed, and what stands for it until all is written."""

    html: str
    placeholder: str


Part = str | Element | Delimiters | RawTag


class InlineTreeprocessor(Treeprocessor):
    """Parses the texts of the tree that aren't atomic; `tight` elements dissolve in their parents.

    mention: the element for a mention of the note of that label, None where there is no such note.
    """

    def __init__(self, md: Markdown, mention: Callable[[str], Element | None]) -> None:
        super().__init__(md)
        self.mention = mention

    def run(self, root: Element) -> None:
        for element in list(root.iter()):
            text = element.text
            if not text or isinstance(text, AtomicString):
                continue
            if SPECIAL.search(text) or "  \n" in text:
                element.text = None
                Inlines(text, self).parsed_into(element)
            elif has_sign(text):
                element.text = None
                Writing(element, True).write([text])
        for item in root.iter("li"):
            if any(child.tag == "tight" for child in item):
                dissolve(item)


def dissolve(item: Element) -> None:
    """Puts what `tight` children hold into the list item itself."""
    children = list(item)
    for child in children:
        item.remove(child)
    item.text = None
    for child in children:
        if child.tag == "tight":
            append_text(item, ("\n" if len(item) else "") + (child.text or ""))
            item.extend(child)
        else:
            item.append(child)


def append_text(parent: Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


class Inlines:
    """One text being parsed: parts in order, runs of delimiters and brackets that may still match."""

    def __init__(self, text: str, processor: InlineTreeprocessor) -> None:
        self.text = text
        self.md: Markdown = processor.md
        self.processor = processor
        self.parts: list[Part] = []
        self.runs: list[Delimiters] = []
        self.brackets: list[Bracket] = []
        self.backticks: dict[int, list[int]] | None = None
        self.missing: set[str] = set()

    def parsed_into(self, element: Element) -> None:
        text, at = self.text, 0
        search = (SPECIAL_OR_BREAK if "  \n" in text else SPECIAL).search
        while found := search(text, at):
            if found.start() > at:
                self.parts.append(text[at : found.start()])
            at = self._special(found[0], found.start())
        if at < len(text):
            self.parts.append(text[at:])
        match_delimiters(self.runs)
        Writing(element, True).write(self.parts)

    def _special(self, sign: str, at: int) -> int:
        """Takes what starts there; where the rest starts."""
        if sign in "*_~":
            return self._delimiters(sign, at)
        if sign == "[":
            return self._opened(at)
        if sign == "]":
            return self._closed(at)
        if sign == "<":
            return self._angle(at)
        if sign == "`":
            return self._code(at)
        if sign == "&":
            return self._entity(at)
        if sign == "\\":
            return self._escape(at)
        return self._line_break(at + len(sign))

    def _escape(self, at: int) -> int:
        following = self.text[at + 1 : at + 2]
        if following == "\n":
            return self._line_break(at + 2)
        if following not in ESCAPABLE:
            self.parts.append("\\")
            return at + 1
        self.parts.append(escaped(following))
        return at + 2

    def _line_break(self, at: int) -> int:
        self.parts.append(Element("br"))
        return at

    def _entity(self, at: int) -> int:
        if found := ESCAPE_OR_ENTITY.match(self.text, at):
            character = character_of(found[2])
            if character is not None:
                self.parts.append(escaped(character) if character in ESCAPABLE else character)
                return found.end()
        self.parts.append("&amp;")
        return at + 1

    def _code(self, at: int) -> int:
        text = self.text
        if self.backticks is None:
            self.backticks = {}
            for run in re.finditer("`+", text):
                self.backticks.setdefault(len(run[0]), []).append(run.start())
        length = 1
        while text.startswith("`", at + length):
            length += 1
        places = self.backticks.get(length, [])
        nth = bisect_left(places, at + length)
        if nth == len(places):
            self.parts.append("`" * length)
            return at + length
        code = text[at + length : places[nth]].replace("\n", " ")
        if code[0] == code[-1] == " " and code.strip(" "):
            code = code[1:-1]
        element = Element("code")
        element.text = AtomicString(code.replace("&", "&amp;"))
        self.parts.append(element)
        return places[nth] + length

    def _angle(self, at: int) -> int:
        text = self.text
        if found := AUTOLINK.match(text, at):
            self.parts.append(link_as_typed(found[1], found[1]))
            return found.end()
        if mail := MAIL.match(text, at):
            self.parts.append(link_as_typed(mail[1], f"mailto:{mail[1]}"))
            return mail.end()
        end = tag.end() if (tag := TAG.match(text, at)) else self._raw_end(at)
        if end < 0:
            self.parts.append("<")
            return at + 1
        raw = text[at:end]
        self.parts.append(RawTag(raw, self.md.htmlStash.store(raw)))
        return end

    def _raw_end(self, at: int) -> int:
        """Where a comment, instruction or declaration ends; -1 for none."""
        for start, end in RAW_ENDS:
            if self.text.startswith(start, at):
                if start == "<!" and not self.text[at + 2 : at + 3].isalpha():
                    return -1
                if end in self.missing:
                    return -1
                if start == "<!--" and (short := re.compile("<!---?>").match(self.text, at)):
                    return short.end()
                found = self.text.find(end, at + len(start))
                if found < 0:
                    self.missing.add(end)
                return found + len(end) if found >= 0 else -1
        return -1

    def _delimiters(self, sign: str, at: int) -> int:
        text, end = self.text, at + 1
        while text.startswith(sign, end):
            end += 1
        before, after = text[at - 1] if at else "\n", text[end] if end < len(text) else "\n"
        opening, closing = flanking(before, after)
        length = end - at
        if sign == "~" and length == 2:
            opening = not after.isspace()  # GitHub wants more of it where punctuation follows, the other engine doesn't
        elif sign != "*":
            opening, closing = (
                opening and (not closing or is_punctuation(before)),
                closing and (not opening or is_punctuation(after)),
            )
        if not (opening or closing) or (sign == "~" and length > 2):
            self.parts.append(text[at:end])
            return end
        run = Delimiters(sign, length, length, opening, closing, len(self.runs), [], [])
        self.runs.append(run)
        self.parts.append(run)
        return end

    def _opened(self, at: int) -> int:
        parts = self.parts
        if self.text.startswith("^", at + 1) and (note := FOOTNOTE.match(self.text, at)):
            mention = self.processor.mention(note[1])
            if mention is not None:
                parts.append(mention)
                return note.end()
        is_image = at > 0 and self.text[at - 1] == "!" and parts[-1:] != [escaped("!")]
        if is_image:
            parts[-1] = str(parts[-1])[:-1]
        self.brackets.append(Bracket(is_image, at + 1, len(parts), len(self.runs)))
        parts.append("![" if is_image else "[")
        return at + 1

    def _closed(self, at: int) -> int:
        """A `]`, which ends a link or an image, or is text."""
        bracket = self.brackets.pop() if self.brackets else None
        target = self._target(bracket, at) if bracket and bracket.active else None
        if bracket is None or target is None:
            self.parts.append("]")
            return at + 1
        url, title, end = target
        runs = self.runs[bracket.run :]
        match_delimiters(runs)
        inner = self.parts[bracket.part + 1 :]
        del self.parts[bracket.part :], self.runs[bracket.run :]
        if bracket.image:
            element = Element("img", {"src": url, "alt": alternative_text(inner)})
        else:
            element = Element("a", {"href": url})
            Writing(element, False).write(inner)
            for earlier in self.brackets:
                earlier.active = earlier.active and earlier.image
        if title:
            element.set("title", title)
        self.parts.append(element)
        return end

    def _target(self, bracket: Bracket, at: int) -> tuple[str, str, int] | None:
        """Url, title and the end of the link whose text ends at the `]` there."""
        text = self.text
        if text.startswith("(", at + 1) and (inline := self._inline_target(at + 1)):
            return inline
        references = self.md.references
        if not references:
            return None
        label = LABEL.match(text, at + 1)
        if label and label[1].strip():
            found = references.get(normalized(label[1]))
            return (found[0] or "", found[1] or "", label.end()) if found else None
        if at - bracket.start > 999 or not (own := LABEL.match(text, bracket.start - 1)) or own.end() != at + 1:
            return None
        found = references.get(normalized(own[1]))
        return (found[0] or "", found[1] or "", label.end() if label else at + 1) if found else None

    def _inline_target(self, at: int) -> tuple[str, str, int] | None:
        """Of `(url "title")`."""
        text = self.text
        start = TARGET_START.match(text, at)
        at = start.end() if start else at
        if pointed := POINTED_TARGET.match(text, at):
            url, at = pointed[1], pointed.end()
        elif text.startswith("<", at):
            return None
        else:
            end = bare_target_end(text, at)
            if end < 0:
                return None
            url, at = text[at:end], end
        closed = TARGET_END.match(text, at)
        return (unescaped(url), unescaped((closed[1] or "")[1:-1]), closed.end()) if closed else None


def bare_target_end(text: str, at: int) -> int:
    """Where a url without `<>` ends: its parentheses are in pairs; -1 where they are not."""
    depth = 0
    while piece := TARGET_PIECE.match(text, at):
        if piece[0] == "(":
            depth += 1
            if depth > DEEPEST_PARENTHESES:
                return -1
        elif piece[0] == ")":
            if not depth:
                break
            depth -= 1
        at = piece.end()
    return -1 if depth else at


def match_delimiters(runs: list[Delimiters]) -> None:
    """Gives each run the tags that it opens and closes.

    Source: CommonMark, "An algorithm for parsing nested emphasis and links".
    """
    openers: list[Delimiters] = []
    bottoms: dict[tuple[str, bool, int], int] = {}
    for closer in runs:
        while closer.closing and closer.left:
            kind = closer.sign, closer.opening, closer.length if closer.sign == "~" else closer.length % 3
            nth = opener_of(closer, openers, bottoms.get(kind, -1))
            if nth < 0:
                bottoms[kind] = closer.place
                break
            opener = openers[nth]
            del openers[nth + 1 :]
            strong = opener.left > 1 and closer.left > 1
            tag = "del" if closer.sign == "~" else "strong" if strong else "em"
            used = closer.length if closer.sign == "~" else 2 if strong else 1
            opener.opens.insert(0, tag)
            closer.closes.append(tag)
            opener.left -= used
            closer.left -= used
            if not opener.left:
                openers.pop()
        if closer.opening and closer.left:
            openers.append(closer)


def opener_of(closer: Delimiters, openers: list[Delimiters], bottom: int) -> int:
    """The index of the nearest opener that matches; those placed before `bottom` are known not to."""
    for nth in range(len(openers) - 1, -1, -1):
        opener = openers[nth]
        if opener.place < bottom:
            return -1
        if opener.sign != closer.sign:
            continue
        if closer.sign == "~":
            if opener.length == closer.length:
                return nth
        elif not (
            (opener.closing or closer.opening)
            and (opener.length + closer.length) % 3 == 0
            and (opener.length % 3 or closer.length % 3)
        ):
            return nth
    return -1


class Writing:
    """Puts parts into an element; addresses without markup become links where that is wanted."""

    def __init__(self, element: Element, links_bare_urls: bool) -> None:
        self.open = [element]
        self.links = links_bare_urls
        self.text: list[str] = []
        self.raw_anchors = 0

    def write(self, parts: Iterable[Part]) -> None:
        for part in parts:
            if isinstance(part, str):
                self.text.append(part)
            elif isinstance(part, Delimiters):
                self._write_run(part)
            elif isinstance(part, RawTag):
                self._write_raw(part)
            else:
                self._flush()
                self.open[-1].append(part)
        self._flush()

    def _write_run(self, run: Delimiters) -> None:
        for _ in run.closes:
            self._flush()
            self.open.pop()
        if run.left:
            self.text.append(run.sign * run.left)
        for tag in run.opens:
            self._flush()
            self.open.append(SubElement(self.open[-1], tag))

    def _write_raw(self, raw: RawTag) -> None:
        if self.links and (anchor := RAW_ANCHOR.match(raw.html)):
            self._flush()
            self.raw_anchors = 0 if anchor[1] else 1
        self.text.append(raw.placeholder)

    def _flush(self) -> None:
        if not self.text:
            return
        text = "".join(self.text)
        self.text.clear()
        parent = self.open[-1]
        if self.links and not self.raw_anchors and has_sign(text):
            text = with_links(parent, text)
        append_text(parent, text)


def with_links(parent: Element, text: str) -> str:
    """Appends the text up to its last bare address, each as a link; what follows it."""
    written = 0
    for found in BARE_URL.finditer(text):
        shown, url = bare_url(found)
        if shown:
            append_text(parent, text[written : found.start()])
            parent.append(link_as_typed(shown.replace("&amp;", "&"), url.replace("&amp;", "&")))
            written = found.start() + len(shown)
    return text[written:]


def link_as_typed(shown: str, url: str) -> Element:
    link = Element("a", {"href": url.replace("&", "&amp;")})
    link.text = AtomicString(shown.replace("&", "&amp;"))
    return link


def escaped(character: str) -> str:
    """Hidden from what sets punctuation, as stock's escapes are."""
    return "&amp;" if character == "&" else f"{STX}{ord(character)}{ETX}"


def unescaped(text: str) -> str:
    """A url or a title, with the characters that escapes and entities stand for."""
    if "\\" in text or "&" in text:
        text = ESCAPE_OR_ENTITY.sub(
            lambda found: found[1] or (found[0] if (character := character_of(found[2])) is None else character), text
        )
        return text.replace("&", "&amp;")
    return text


def character_of(entity: str) -> str | None:
    """What the entity `&...;` stands for; None where there is none of that name."""
    if not entity.startswith("#"):
        return html5.get(entity + ";")
    code = int(entity[2:], 16) if entity[1] in "xX" else int(entity[1:])
    # A control character could pass for the start of a placeholder.
    if code < 9 or 13 < code < 32 or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return "\ufffd"
    return chr(code)


def normalized(label: str) -> str:
    return " ".join(label.split()).casefold()


def alternative_text(parts: Iterable[Part]) -> str:
    """The words of an image's description, without its markup."""
    words = []
    for part in parts:
        if isinstance(part, str):
            words.append(PLACEHOLDER.sub(lambda found: chr(int(found[1])), part))
        elif isinstance(part, Delimiters):
            words.append(part.sign * part.left)
        elif isinstance(part, Element):
            words.append(
                part.get("alt", "") if part.tag == "img" else "\n" if part.tag == "br" else "".join(part.itertext())
            )
    return "".join(words)


def flanking(before: str, after: str) -> tuple[bool, bool]:
    """Whether delimiters between two characters are left-flanking and right-flanking."""
    left = not after.isspace() and (not is_punctuation(after) or before.isspace() or is_punctuation(before))
    right = not before.isspace() and (not is_punctuation(before) or after.isspace() or is_punctuation(after))
    return left, right


def is_punctuation(character: str) -> bool:
    return not character.isalnum() and category(character)[0] in "PS"
