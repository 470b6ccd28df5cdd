"""Paths that writers type: what is wrong with one, whatever there is, and old addresses of the site's. Pure."""

import posixpath
import re
from difflib import get_close_matches
from unicodedata import normalize
from urllib.parse import SplitResult, unquote

from newsgen.model.config import Config
from newsgen.model.urls import ascii_host, split_url

_ON_A_DISK = re.compile(r"file:|[a-z]:[\\/]|\\\\|~/|/(?:users|home|volumes|documents and settings)/", re.IGNORECASE)
_MAIL = re.compile(r"[^\s/@]+@[^\s/@]+\.[a-z]{2,}", re.IGNORECASE)
_HOST = re.compile(
    r"(?:www\.(?:[\w-]+\.)+[a-z]{2,}|(?:[\w-]+\.)+(?:com|org|net|gov|edu|info|eu|gr|de|fr|it|es|uk|us|ru|io|tv))(?:[/?#:].*)?",
    re.IGNORECASE,
)
_IN_QUOTES = re.compile(r"[“”„«»‘’].*|.*[“”„«»]")
_CAMERA = (".heic", ".heif", ".tif", ".tiff", ".bmp", ".psd", ".dng", ".cr2", ".cr3", ".nef", ".arw", ".raw", ".jxl")


def path_hint(path: str, content: str = "content") -> str:
    """Say how to write a path; "" where nothing is wrong with its form. content: what the content folder is called."""
    if _ON_A_DISK.match(path):
        return "it lies on your own computer: copy it beside the article, and write its name"
    if "\\" in path:
        return f"a path has / in place of \\: {path.replace(chr(92), '/')}"
    if _IN_QUOTES.fullmatch(path):
        return 'its quotes are those of print: write straight ones, "'
    if _MAIL.fullmatch(path):
        return f"write mailto:{path}"
    if _HOST.fullmatch(path):
        return f"an address begins with https://: write https://{path}"
    if path.lstrip("/").startswith(f"{content}/"):
        return f"paths count from the article's own folder: leave out `{content}/`"
    return ""


def kind_hint(name: str) -> str:
    """Say how to save a picture of a kind that browsers don't show; "" for other files."""
    return "save it as JPEG" if name.lower().endswith(_CAMERA) else ""


def scheme_hint(name: str) -> str:
    """Say how to write an address by what it begins with (`c:`, `file:`, `data:`, `htps:`); "" for others."""
    if name in ("file:", "blob:") or re.fullmatch(r"[a-z]:", name):
        return "it lies on your own computer: copy it beside the article, and write its name"
    if name == "data:":
        return "save it as a file beside the article, and write its name"
    near = get_close_matches(name, ("http:", "https:", "mailto:"), 1, 0.7) if name.endswith(":") else []
    return f"did you mean {near[-1]}?" if near else ""


_NOT_IN_PATH = re.compile(r"[\x00-\x1f\x7f\\\ufffd]|^[A-Za-z]:")
_WEB_PORTS = (None, 80, 443)
OLD_PATH = "write the old path: /2020/old-name/"


def old_path(written: str, config: Config) -> tuple[str, str]:
    """The path, with "/" at its start, or "" and what is wrong with the alias.

    An address of the site's own host, with or without `www.`, counts from `site.url`, and so does a path that has the
    path of `site.url` before it; any other path stands below the site. What follows a `#` never comes to a server.
    """
    parts, base = _parts(written, config), unquote(config.base_path)
    has_host = bool(parts.scheme or parts.netloc)
    path = "/" + normalize("NFC", unquote(parts.path)).lstrip("/")
    is_below = f"{path}/".startswith(f"{base}/")
    if has_host and not _is_own(parts, config):
        return "", "is not of this site"
    if parts.query:
        return "", "has a query, which files can't answer"
    if has_host and not is_below:
        return "", "lies outside of the site"
    path = path.removeprefix(base) if is_below else path
    if not path.strip("/") or any(part in (".", "..") or _NOT_IN_PATH.search(part) for part in path.split("/")):
        return "", "is no path on this site"
    return (path if posixpath.splitext(path)[1] or path.endswith("/") else path + "/"), ""


def _parts(written: str, config: Config) -> SplitResult:
    """A path may begin with the site's host, without a scheme."""
    parts = split_url(written.strip())
    first = parts.path.partition("/")[0]
    is_host = not parts.scheme and not parts.netloc and "." in first and _host(first) in _own_hosts(config)
    return split_url(f"//{written.strip()}") if is_host else parts


def _is_own(parts: SplitResult, config: Config) -> bool:
    try:
        port, own = parts.port, split_url(config.site.url).port
    except ValueError:
        return False
    is_web = parts.scheme.lower() in ("", "http", "https")
    is_port = port == own or (port in _WEB_PORTS and own in _WEB_PORTS)
    return is_web and is_port and _host(parts.hostname or "") in _own_hosts(config)


def _own_hosts(config: Config) -> set[str]:
    return {_host(split_url(config.site.url).hostname or ""), _host(config.authority)}


def _host(name: str) -> str:
    return ascii_host(name.lower()).rstrip(".").removeprefix("www.")
