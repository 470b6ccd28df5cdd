"""Which assets name other files, and putting other names in their place. Pure."""

import posixpath
from collections.abc import Iterable
from unicodedata import normalize
from urllib.parse import quote, unquote

from newsgen.model.entry import AssetLink
from newsgen.model.urls import is_elsewhere
from newsgen.reading.scan import AS_THEY_ARE

ASSETS = "assets/"
_STYLES, _SCRIPTS = (".css",), (".js", ".mjs")


def may_link(name: str) -> bool:
    """Whether what a file names is looked for. name: among the sources."""
    return name.startswith(ASSETS) and _extension(name) in (*_STYLES, *_SCRIPTS)


def links_in(name: str, content: bytes) -> tuple[AssetLink, ...]:
    """What a style sheet or a script names. name: of the file, for its ending."""
    if _extension(name) in _STYLES:
        from newsgen.reading.style_links import style_links  # a build with nothing to do starts sooner

        return style_links(content)
    from newsgen.reading.script_links import script_links

    return script_links(content)


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
    """By what a browser asks for; "" for what it finds elsewhere."""
    here = name.removeprefix(AS_THEY_ARE) if name.startswith(AS_THEY_ARE) else ASSETS + name
    rooted = path.removeprefix(base) if path.startswith(base + "/") else path
    url = posixpath.normpath(posixpath.join("/", posixpath.dirname(here), rooted)).lstrip("/")
    return url.removeprefix(ASSETS) if url.startswith(ASSETS) else AS_THEY_ARE + url


def rewritten(content: bytes, links: Iterable[tuple[AssetLink, str]]) -> bytes:
    """With another name in the place of each link, in the order in which they stand. Names need no escapes."""
    text = content.decode(errors="surrogateescape")
    parts, at = [], 0
    for link, other in links:
        parts += [text[at : link.start], other]
        at = link.end
    return "".join([*parts, text[at:]]).encode(errors="surrogateescape")


def relative_url(target: str, output: str, from_output: str) -> str:
    """The url of an output file as another one names it, with the ?query and #fragment of what was written."""
    path = posixpath.relpath("/" + output, posixpath.dirname("/" + from_output))
    tail = target[len(target.partition("?")[0].partition("#")[0]) :]
    return quote(path if path.startswith("../") else f"./{path}", safe="/@") + quote(tail, safe="?#&=%+,;:@/-._~!$*[]|")


def _extension(name: str) -> str:
    return posixpath.splitext(name)[1].lower()
