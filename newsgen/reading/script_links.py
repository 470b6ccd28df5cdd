"""What a script names: `import`, `export ... from`, `import(...)`, `new URL(..., import.meta.url)`. Pure.

Source: ECMAScript 2025, "Modules"; HTML Standard, "Resolve a module specifier".
"""

import re
from functools import cache
from typing import TYPE_CHECKING

from newsgen.model.entry import AssetLink, LinkKind
from newsgen.reading.scan import shown_name as printable

if TYPE_CHECKING:
    from tree_sitter import Node, Parser, Query

_LIKELY = re.compile(rb"\bimport\b|\bfrom\b|sourceMappingURL")
_MAP = re.compile(r"(?://|/\*)[#@]\s*sourceMappingURL=(?P<inner>[^\s*]+)")
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
    if not _LIKELY.search(content):
        return ()
    from tree_sitter import QueryCursor

    parser, query = _language()
    found = QueryCursor(query).captures(parser.parse(content).root_node)
    links = [_map(content, node) for node in found.get("map", ())]
    links += [_path(content, node) for node in found.get("path", ())]
    return tuple(sorted({link for link in links if link}, key=lambda link: link.start))


@cache
def _language() -> tuple["Parser", "Query"]:
    import tree_sitter_javascript
    from tree_sitter import Language, Parser, Query

    javascript = Language(tree_sitter_javascript.language())
    return Parser(javascript), Query(javascript, _QUERY)


def _map(content: bytes, node: "Node") -> AssetLink | None:
    found = _MAP.match(_decoded(content[node.start_byte : node.end_byte]))
    if found is None or found["inner"].startswith("data:"):
        return None
    start = len(_decoded(content[: node.start_byte])) + found.start("inner")
    return _link(content, node, start, found["inner"], "map")


def _path(content: bytes, node: "Node") -> AssetLink | None:
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
    return _link(content, node, len(_decoded(content[: first.start_byte + 1])), target, "file" if is_whole else "made")


def _link(content: bytes, node: "Node", start: int, target: str, kind: LinkKind) -> AssetLink:
    line = node.start_point.row
    column = len(_decoded(content[node.start_byte - node.start_point.column : node.start_byte]))
    return AssetLink(start, start + len(target), printable(target), line + 1, column + 1, kind)


def _decoded(content: bytes) -> str:
    return content.decode(errors="surrogateescape")
