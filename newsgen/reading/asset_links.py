"""What style sheets and scripts among the assets name, and putting other names in its place. Pure.

Sources: CSS Syntax Level 3, CSS Cascading Level 5 (`@import`), CSS Images Level 4 (`image-set`); ECMAScript 2025,
"Modules"; HTML Standard, "Resolve a module specifier".
"""

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any
from unicodedata import normalize
from urllib.parse import quote, unquote

from newsgen.model.entry import AssetLink, LinkKind
from newsgen.model.urls import is_elsewhere
from newsgen.reading.scan import AS_THEY_ARE
from newsgen.reading.scan import shown_name as shown_name
from newsgen.reading.tree import spliced

if TYPE_CHECKING:
    from tree_sitter import Node, Parser, Query

ASSETS = "assets/"
_STYLES, _SCRIPTS = (".css",), (".js", ".mjs")


def may_link(name: str) -> bool:
    """Whether what a file names is looked for. name: among the sources."""
    return name.startswith(ASSETS) and extension_of(name) in (*_STYLES, *_SCRIPTS)


def links_in(name: str, content: bytes) -> tuple[AssetLink, ...]:
    """What a style sheet or a script names. name: of the file, for its ending."""
    return style_links(content) if extension_of(name) in _STYLES else script_links(content)


def meant(name: str, link: AssetLink, base: str) -> tuple[str, ...]:
    """The assets that a link in the asset `name` may mean, as it is written first; () where it leads elsewhere.

    Of a name that is put together, one that begins so. All names are below the assets folder. base: the site's own
    path, "" at its host's root.
    """
    path = link.target.partition("?")[0].partition("#")[0] + ("x" if link.kind == "made" else "")
    if not path or is_elsewhere(path):
        return ()
    spellings = dict.fromkeys(normalize("NFC", written) for written in (path, unquote(path)))
    found = (_below_assets(name, written, base) for written in spellings)
    return tuple(dict.fromkeys(each for each in found if each))


def _below_assets(name: str, path: str, base: str) -> str:
    """The asset that a browser asks for; "" for what it finds elsewhere."""
    here = name.removeprefix(AS_THEY_ARE) if name.startswith(AS_THEY_ARE) else ASSETS + name
    rooted = path.removeprefix(base) if path.startswith(base + "/") else path
    url = posixpath.normpath(posixpath.join("/", posixpath.dirname(here), rooted)).lstrip("/")
    return url.removeprefix(ASSETS) if url.startswith(ASSETS) else AS_THEY_ARE + url


def rewritten(content: bytes, links: Iterable[tuple[AssetLink, str]]) -> bytes:
    """Put another name in the place of each link, in the order in which they stand. Names need no escapes."""
    text = spliced(_decoded(content), ((link.start, link.end, other) for link, other in links))
    return text.encode(errors="surrogateescape")


def relative_url(target: str, output: str, from_output: str) -> str:
    """The url of an output file as another one names it, with the ?query and #fragment of what was written."""
    path = posixpath.relpath("/" + output, posixpath.dirname("/" + from_output))
    tail = target[len(target.partition("?")[0].partition("#")[0]) :]
    return quote(path if path.startswith("../") else f"./{path}", safe="/@") + quote(tail, safe="?#&=%+,;:@/-._~!$*[]|")


def extension_of(name: str) -> str:
    return posixpath.splitext(name)[1].lower()


_LIKELY_STYLE = re.compile(rb"url\(|src\(|@import|image-set\(|image\(|cross-fade\(|sourceMappingURL", re.IGNORECASE)
_STYLE_URL = re.compile(r"(?:[^(\\]|\\.)*+\(\s*+(?P<inner>(?:[^)\\\s]|\\.|\s++(?!\)))*+)\s*+\)", re.DOTALL)
_STYLE_STRING = re.compile(r"([\"'])(?P<inner>(?:\\.|(?!\1)[^\\])*+)\1", re.DOTALL)
_STYLE_MAP = re.compile(r"/\*[#@]\s*sourceMappingURL=(?P<inner>[^\s*]+)\s*\*/")
_OF_URLS = ("url", "src", "image-set", "-webkit-image-set", "image", "cross-fade", "-webkit-cross-fade")
"""Functions of which a string is a url."""
_OF_NAMES = ("namespace", "document", "-moz-document")
"""Rules in which a url is a name, and nothing is loaded from it."""


def style_links(content: bytes) -> tuple[AssetLink, ...]:
    """The files that a style sheet names, in its order; without what is elsewhere, `data:` or a part of the page."""
    if not _LIKELY_STYLE.search(content):
        return ()
    import tinycss2

    text = _decoded(content)
    lined = text.replace("\r\n", " \n").replace("\r", "\n").replace("\f", "\n")  # as long, in the parser's own lines
    starts = [0, *(found.end() for found in re.finditer("\n", lined))]

    def link(token: Any, pattern: re.Pattern[str], target: str) -> AssetLink | None:
        if not target or target[0] == "#" or is_elsewhere(target):
            return None
        found = pattern.match(text, starts[token.source_line - 1] + token.source_column - 1)
        if found is None:
            return None
        at = token.source_line, token.source_column
        return AssetLink(*found.span("inner"), shown_name(target), *at, "map" if pattern is _STYLE_MAP else "file")

    tokens = tinycss2.parse_component_value_list(lined)
    found = [link(*each) for each in _style_urls(tokens)]
    return tuple(sorted((each for each in found if each), key=lambda each: each.start))


def _style_urls(tokens: Sequence[Any]) -> Iterator[tuple[Any, re.Pattern[str], str]]:
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
                if found := _STYLE_MAP.fullmatch(f"/*{token.value}*/"):
                    yield token, _STYLE_MAP, found["inner"]
            elif kind == "url":
                if rule not in _OF_NAMES:
                    yield token, _STYLE_URL, token.value
                rule = "" if rule == "import" else rule
            elif kind == "string":
                if are_urls or rule == "import":
                    yield token, _STYLE_STRING, token.value
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


_LIKELY_SCRIPT = re.compile(rb"\bimport\b|\bfrom\b|sourceMappingURL")
_SCRIPT_MAP = re.compile(r"(?://|/\*)[#@]\s*sourceMappingURL=(?P<inner>[^\s*]+)")
_PATHS = ("./", "../", "/")
"""How a path begins; what begins otherwise is a whole url, or a name that an import map explains."""
_QUERY = """
(import_statement source: (string) @path)
(export_statement source: (string) @path)
(call_expression function: (import) arguments: (arguments . (_) @path))
(new_expression constructor: (identifier) @new (#eq? @new "URL")
  arguments: (arguments . (_) @path . (member_expression object: (meta_property))))
(call_expression
  function: (member_expression object: (meta_property) property: (property_identifier) @of (#eq? @of "resolve"))
  arguments: (arguments . (_) @path))
((comment) @map (#match? @map "sourceMappingURL="))
"""


def script_links(content: bytes) -> tuple[AssetLink, ...]:
    """The files that a script names, in its order; of a name that is put together while it runs, its beginning."""
    if not _LIKELY_SCRIPT.search(content):
        return ()
    from tree_sitter import QueryCursor

    parser, query = _language()
    found = QueryCursor(query).captures(parser.parse(content).root_node)
    links = [_script_map(content, node) for node in found.get("map", ())]
    links += [_script_path(content, node) for node in found.get("path", ())]
    return tuple(sorted({link for link in links if link}, key=lambda link: link.start))


@cache
def _language() -> tuple["Parser", "Query"]:
    import tree_sitter_javascript
    from tree_sitter import Language, Parser, Query

    javascript = Language(tree_sitter_javascript.language())
    return Parser(javascript), Query(javascript, _QUERY)


def _script_map(content: bytes, node: "Node") -> AssetLink | None:
    found = _SCRIPT_MAP.match(_decoded(content[node.start_byte : node.end_byte]))
    if found is None or found["inner"].startswith("data:"):
        return None
    start = len(_decoded(content[: node.start_byte])) + found.start("inner")
    return _script_link(content, node, start, found["inner"], "map")


def _script_path(content: bytes, node: "Node") -> AssetLink | None:
    first = node
    while first.type == "binary_expression" and first.named_child_count:
        first = first.named_children[0]
    if first.type not in ("string", "template_string"):
        return None
    is_whole = first is node and all(child.type != "template_substitution" for child in node.named_children)
    inner = _decoded(content[first.start_byte + 1 : first.end_byte - 1])
    target = inner if is_whole else inner.partition("${")[0]
    if not target.startswith(_PATHS) or target.startswith("//"):
        return None
    return _script_link(
        content, node, len(_decoded(content[: first.start_byte + 1])), target, "file" if is_whole else "made"
    )


def _script_link(content: bytes, node: "Node", start: int, target: str, kind: LinkKind) -> AssetLink:
    line = node.start_point.row
    column = len(_decoded(content[node.start_byte - node.start_point.column : node.start_byte]))
    return AssetLink(start, start + len(target), shown_name(target), line + 1, column + 1, kind)


def _decoded(content: bytes) -> str:
    return content.decode(errors="surrogateescape")
