"""Urls that were removed on purpose: what the config's `gone` names, and its patterns. Pure."""

import posixpath
import re
from collections.abc import Iterable
from unicodedata import normalize
from urllib.parse import unquote

from newsgen.model.urls import route

PAGE = "410.html"
MAP = "gone.map"
_WILD = {"*": "[^/]*", "**": ".*"}
_NOT_IN_PATH = re.compile(r"[\x00-\x1f\x7f\\?#\"\ufffd]")


def gone_path(written: str) -> str:
    """A url or pattern of `gone` as urls of the site are compared with it; "" for one that can't be one."""
    path = normalize("NFC", unquote(written.strip()))
    parts = path.split("/")
    if not path.startswith("/") or "***" in path or not path.strip("/*") or {".", ".."} & {*parts} or "" in parts[1:-1]:
        return ""
    if _NOT_IN_PATH.search(path):
        return ""
    return path if path.endswith(("/", "*")) or posixpath.splitext(path)[1] else f"{path}/"


def gone_urls(gone: Iterable[str]) -> list[str]:
    """The urls among them that are no patterns, each once."""
    paths = map(gone_path, gone)
    return list(dict.fromkeys(path for path in paths if path and "*" not in path))


def gone_outputs(gone: Iterable[str]) -> frozenset[str]:
    return frozenset(route(url).output for url in gone_urls(gone))


def is_gone(url: str, gone: Iterable[str]) -> bool:
    """url: of a page, without the site's base path; with or without its last slash."""
    path = gone_path(url)
    return bool(path) and any(re.fullmatch(_regex(each), path) for each in map(gone_path, gone) if each)


def nginx_map(gone: Iterable[str], base: str) -> str:
    """Lines for nginx's `map $uri $gone { ... }`, patterns as regular expressions. base: the site's path. Source:
    nginx, ngx_http_map_module."""
    paths = dict.fromkeys(path for path in map(gone_path, gone) if path)
    keys = (f"~^{_regex(base + path)}$" if "*" in path else base + path for path in paths)
    return "".join(f'"{key}" 1;\n' for key in keys)


def _regex(path: str) -> str:
    """The regular expression of a pattern, as other keys of the config have them: `*` stands for part of a name, `**`
    for any folders."""
    parts = (_WILD.get(part, re.escape(part)) for part in re.split(r"(\*+)", path))
    return "".join(parts) + ("/?" if path.endswith("*") else "")
