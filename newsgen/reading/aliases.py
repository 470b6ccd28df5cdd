"""Old addresses that lead to an article or a page, as paths below the site. Pure."""

import posixpath
import re
from unicodedata import normalize
from urllib.parse import SplitResult, unquote

from newsgen.model.config import Config
from newsgen.model.urls import ascii_host, split_url

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
