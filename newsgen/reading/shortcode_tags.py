"""Finding what other generators' templates understand in a text: Hugo's and Zola's shortcodes, Liquid's and Nunjucks'
tags and variables, WordPress' shortcodes. Pure; nothing is run.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Literal

from msgspec import Struct

Style = Literal["hugo", "liquid", "variable", "wordpress", "comment", "escaped", "read_also"]

MOST = 1000
"""Characters of one tag, so that many that never end cost little."""
_QUOTED = r"\"(?:[^\"\\\n]|\\.)*+\"|“[^”\n]*+”|`[^`\n]*+`"
_TAG = re.compile(
    rf"""
    \{{%-?\s*raw\s*-?%\}}(?P<raw>.{{0,{MOST * 5}}}?)\{{%-?\s*endraw\s*-?%\}}
    | \{{%-?\s*comment\b[^%]*%\}}(?P<note>.{{0,{MOST * 5}}}?)\{{%-?\s*endcomment\s*-?%\}}
    | \{{\{{[<%]\s*comment\s*[>%]\}}\}}(?P<draft>.{{0,{MOST * 5}}}?)\{{\{{[<%]\s*/comment\s*[>%]\}}\}}
    | \{{\{{(?P<escaped>[<%])\s*/\*.{{0,{MOST}}}?\*/\s*[>%]\}}\}}
    | \{{\{{-?\s*(?P<comment>/\*).{{0,{MOST}}}?\*/\s*-?\}}\}}
    | \{{(?P<remark>\#)\s[^\n]{{0,{MOST}}}?\#\}}
    | \{{\{{[<%](?P<hugo>-?\s*/?\s*[\w./-]+(?:{_QUOTED}|(?!/?\s*-?[>%]\}}\}}|\{{\{{).){{0,{MOST}}}+/?\s*-?)[>%]\}}\}}
    | \{{%-?\s*(?P<liquid>[a-zA-Z_][\w-]*+(?:{_QUOTED}|'[^'\n]*+'|(?!-?%\}}|\{{%).){{0,{MOST}}}+)-?%\}}
    | \{{\{{-?\s*(?P<variable>(?:[a-zA-Z_]|(?:"[^"{{}}\n]*+"|'[^'{{}}\n]*+')(?=\s*\|))
        (?:{_QUOTED}|'[^'\n]*+'|(?!-?\}}\}}|\{{\{{)[^\n]){{0,{MOST}}}+)-?\}}\}}
    | (?<!\[)\[\[\s*read[\s_-]*also\s*:(?P<read_also>[^\[\]\n]*)\]\](?!\])
    | (?<![\[\\!])\[(?P<wordpress>/?[a-zA-Z][\w-]*+
        (?:=\S[^\[\]\n]*+|\s(?:"[^"]*+"|'[^']*+'|[^\[\]"'\n])*+)?+)\](?![(:])
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_ARGUMENT = re.compile(
    r"(?:([\w-]+)\s*(?:=|:(?!//))\s*)?(?:\"((?:[^\"\\]|\\.)*)\"|“([^”]*)”|`([^`]*)`|'([^']*)'|([^\s,\"'()]+))"
)
_NAME = re.compile(r"-?\s*(?P<closes>/?)\s*(?P<name>[a-zA-Z_][\w./-]*)")
_PARENTHESES = re.compile(r"[\w:-]+\(.*\)", re.DOTALL)
_WORDPRESS_MEDIA = frozenset(("youtube", "vimeo", "gist", "tweet", "twitter", "instagram", "audio", "video", "embed"))
_WORDPRESS_ALONE = frozenset(("gallery", "playlist"))
_WITH_VALUE = re.compile(r"=|\s(?:https?://|[\w-]+=[\"'\w])|\s[\w-]*\d[\w-]*$")
_WITH_QUOTED = re.compile(r"\s[\w-]+=[\"']")


class Tag(Struct, frozen=True):
    """A tag of another generator. arguments: those without a name; start, end: its indices in the text. inner: what
    stands between it and its end, if that is a part of it."""

    style: Style
    name: str
    start: int
    end: int
    arguments: tuple[str, ...] = ()
    named: dict[str, str] = {}
    closes: bool = False
    inner: str = ""

    def get(self, *names: str) -> str:
        """The first of the named arguments that is given."""
        return next((self.named[name] for name in names if self.named.get(name)), "")

    def said(self, *names: str) -> str:
        """What `get` gives, or the first argument, or what stands in it."""
        return self.get(*names) or self.first or self.inner.strip()

    @property
    def first(self) -> str:
        return self.arguments[0] if self.arguments else ""


def may_have_tags(text: str) -> bool:
    return "{{" in text or "{%" in text or "{#" in text or "[[" in text or _MAY_BE_WORDPRESS.search(text) is not None


_MAY_BE_WORDPRESS = re.compile(r"\[/[a-z]|\[[a-z][\w-]*+(?:=|\s[^\[\]\n]*?=|\]$|\s+http)", re.IGNORECASE | re.MULTILINE)


def tags(text: str, shown: str) -> Iterator[Tag]:
    """Find the tags of a text, in order. shown: the text with spaces in place of code."""
    closed = {name.lower() for name in _CLOSED.findall(shown)} if "[/" in shown else set()
    for found in _TAG.finditer(shown):
        kind = found.lastgroup or ""
        typed = text[found.start(kind) : found.end(kind)]
        if kind == "raw":  # what stands between is as typed
            yield Tag("comment", "", found.start(), found.start(kind))
            yield Tag("comment", "", found.end(kind), found.end())
        elif kind == "escaped":
            yield Tag("escaped", "", *found.span())
        elif kind in ("comment", "remark", "note", "draft"):
            yield Tag("comment", "", *found.span())
        elif kind == "read_also":
            yield Tag("read_also", "read-also", *found.span(), (typed.strip(),))
        elif kind == "variable" and _PARENTHESES.fullmatch(typed.strip()):  # a shortcode of Zola's
            yield _tag("hugo", typed.strip(), *found.span())
        elif kind == "variable":
            yield Tag("variable", typed.strip(), *found.span())
        elif kind != "wordpress" or _is_wordpress(typed, closed, shown, *found.span()):
            yield _tag(kind, typed, *found.span())  # type: ignore[arg-type]


_CLOSED = re.compile(r"\[/([a-zA-Z][\w-]*)\]")


def _is_wordpress(typed: str, closed: set[str], shown: str, start: int, end: int) -> bool:
    """Whether brackets, which are for many things, are a shortcode: with an end or attributes, or well known."""
    name = (_NAME.match(typed) or {"name": ""})["name"].lower()
    if name in closed or _WITH_QUOTED.search(typed):
        return True
    if shown[end : end + 1] == "[" and shown[end : end + 2] != "[/":
        return False  # a link with a label
    if name in _WORDPRESS_MEDIA:
        return _WITH_VALUE.search(typed) is not None
    line = shown[shown.rfind("\n", 0, start) + 1 : (shown.find("\n", end) + 1 or len(shown) + 1) - 1]
    return name in _WORDPRESS_ALONE and (line.strip() == shown[start:end] or "=" in typed)


def _tag(style: Style, typed: str, start: int, end: int) -> Tag:
    named = _NAME.match(typed)
    if named is None:
        return Tag(style, typed.strip(), start, end)
    name, closes = named["name"].lower(), bool(named["closes"])
    if style == "liquid" and name.startswith("end") and len(name) > 3:
        name, closes = name[3:], True
    arguments, words = _arguments(typed[named.end() :].removeprefix("=" if style == "wordpress" else "("))
    if style == "liquid" and name == "include" and words:
        path, *words = words
        name = path.rpartition("/")[2].partition(".")[0].lower()
        name = name if len(name) > 1 else path  # `x` is a network's name
    return Tag(style, name, start, end, tuple(words), arguments, closes)


def _arguments(typed: str) -> tuple[dict[str, str], list[str]]:
    named: dict[str, str] = {}
    words: list[str] = []
    for name, *values in _ARGUMENT.findall(typed):
        value = unescape(next(filter(None, values), "").replace('\\"', '"'))
        if name:
            named[name.lower()] = value
        else:
            words.append(value)
    return named, words
