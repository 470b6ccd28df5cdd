"""What a style sheet names: `url(...)`, `@import`, `image-set(...)`, its source map. Pure.

Source: CSS Syntax Level 3, CSS Cascading Level 5 (`@import`), CSS Images Level 4 (`image-set`).
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from newsgen.model.entry import AssetLink
from newsgen.model.urls import is_elsewhere
from newsgen.reading.scan import shown_name as printable

_LIKELY = re.compile(rb"url\(|src\(|@import|image-set\(|image\(|cross-fade\(|sourceMappingURL", re.IGNORECASE)
_URL = re.compile(r"(?:[^(\\]|\\.)*+\(\s*+(?P<inner>(?:[^)\\\s]|\\.|\s++(?!\)))*+)\s*+\)", re.DOTALL)
_STRING = re.compile(r"([\"'])(?P<inner>(?:\\.|(?!\1)[^\\])*+)\1", re.DOTALL)
_MAP = re.compile(r"/\*[#@]\s*sourceMappingURL=(?P<inner>[^\s*]+)\s*\*/")
_OF_URLS = ("url", "src", "image-set", "-webkit-image-set", "image", "cross-fade", "-webkit-cross-fade")
"""Functions of which a string is a url."""
_OF_NAMES = ("namespace", "document", "-moz-document")
"""Rules in which a url is a name, and nothing is loaded from it."""


def style_links(content: bytes) -> tuple[AssetLink, ...]:
    """The files that a style sheet names, in its order; without what is elsewhere, `data:` or a part of the page."""
    if not _LIKELY.search(content):
        return ()
    import tinycss2

    text = content.decode(errors="surrogateescape")
    lined = text.replace("\r\n", " \n").replace("\r", "\n").replace("\f", "\n")  # as long, in the parser's own lines
    starts = [0, *(found.end() for found in re.finditer("\n", lined))]

    def link(token: Any, pattern: re.Pattern[str], target: str, *, is_map: bool = False) -> AssetLink | None:
        if not target or target[0] == "#" or is_elsewhere(target):
            return None
        found = pattern.match(text, starts[token.source_line - 1] + token.source_column - 1)
        if found is None:
            return None
        at = token.source_line, token.source_column
        return AssetLink(*found.span("inner"), printable(target), *at, "map" if is_map else "file")

    tokens = tinycss2.parse_component_value_list(lined)
    found = [link(token, pattern, target, is_map=pattern is _MAP) for token, pattern, target in _urls(tokens)]
    return tuple(sorted((each for each in found if each), key=lambda each: each.start))


def _urls(tokens: Sequence[Any]) -> Iterator[tuple[Any, re.Pattern[str], str]]:
    """Each token that holds a url, how it is written, and what it says. In no order."""
    waiting = [(tokens, False)]
    while waiting:
        tokens, are_urls = waiting.pop()
        rule = ""
        for token in tokens:
            kind = token.type
            if kind == "at-keyword":
                rule = token.lower_value
            elif kind == "comment":
                if found := _MAP.fullmatch(f"/*{token.value}*/"):
                    yield token, _MAP, found["inner"]
            elif kind == "url":
                if rule not in _OF_NAMES:
                    yield token, _URL, token.value
                rule = "" if rule == "import" else rule
            elif kind == "string":
                if are_urls or rule == "import":
                    yield token, _STRING, token.value
                rule = "" if rule == "import" else rule
            elif kind == "function":
                if rule not in _OF_NAMES:
                    waiting.append((token.arguments, token.lower_name in _OF_URLS))
                rule = "" if rule == "import" else rule
            elif kind in ("{} block", "() block", "[] block"):
                waiting.append((token.content, False))
                rule = ""
            elif kind == "literal" and token.value == ";":
                rule = ""
