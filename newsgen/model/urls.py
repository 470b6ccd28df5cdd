"""Urls: telling them apart, writing them, and where a page is found. Pure."""

import posixpath
import re
from contextlib import suppress
from datetime import datetime
from typing import Literal
from unicodedata import normalize
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from msgspec import Struct

from newsgen.model.slugs import slug

WEB_URL = re.compile(r"(https?://)([^/?#\s\x00-\x20\"<>\\^`{|}\ud800-\udfff]+)([/?#].*)?", re.IGNORECASE | re.DOTALL)
_IPV6 = re.compile(r"\[[0-9A-Fa-f:.]+\](:\d+)?")
_NOT_IN_URL = re.compile(r"%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


def split_url(url: str) -> SplitResult:
    """The parts of a url; all of them empty for one that is none (`http://[`)."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", "", "", "")


def is_elsewhere(url: str) -> bool:
    """Whether a url leads out of the site: it has a scheme or a host."""
    return _ELSEWHERE.match(url) is not None


def url_of_file(output: str) -> str:
    """The root-relative url of a file, below the site's path, by its path below the output folder."""
    return quote(f"/{output}", safe="/@")


def percent_encoded(url: str) -> str:
    """A url with all that RFC 3986 doesn't let it hold encoded; what is encoded already stays so."""
    if not _NOT_IN_URL.search(url):
        return url
    return _NOT_IN_URL.sub(lambda match: quote(match[0], safe="", errors="ignore"), url)


def ascii_url(url: str) -> str:
    """A url in the characters of RFC 3986; an international host in those of the DNS."""
    encoded = percent_encoded(url)
    if encoded is not url and (match := WEB_URL.fullmatch(url)):
        return match[1] + ascii_host(match[2]) + percent_encoded(match[3] or "")
    return encoded


def ascii_host(host: str) -> str:
    """A host, with its port if it has one, in the letters of the DNS: `xn--...` for others (IDNA)."""
    if _IPV6.fullmatch(host):
        return host
    if not host.isascii():
        with suppress(UnicodeError):
            host = host.encode("idna").decode()
    return percent_encoded(host)


def at_base(url: str, base: str) -> str:
    """A root-relative url with the site's own path before it; others as they are."""
    return base + url if url.startswith("/") and not url.startswith("//") else url


def joined(page: str, url: str) -> str:
    """The url to which `url` leads from a page. A query or fragment that is empty is none, in all versions of Python.
    Raises ValueError."""
    before, _, fragment = url.partition("#")
    path, _, query = before.partition("?")
    return urljoin(page, path + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else ""))


PLACEHOLDERS = ("year", "month", "day", "slug", "section", "lang")
_PLACEHOLDER = re.compile(r"\{(\w+)\}|:(\w+)")


class Route(Struct, frozen=True, gc=False):
    """url: root-relative, without the site's base path, in ASCII. output: path below the output folder."""

    url: str
    output: str

    @property
    def key(self) -> str:
        """Equal for two routes that one file system would put into one file."""
        return route_key(self.output)


def route_key(output: str) -> str:
    return output.lower() if output.isascii() else normalize("NFC", output).casefold()


def route(url: str) -> Route:
    """The route of a url that ends in `/` (a folder's index.html) or names a file."""
    path = url.lstrip("/")
    return Route(url, path + "index.html" if not path or path.endswith("/") else path)


def placeholders(permalink: str) -> list[str]:
    return [braced or colon for braced, colon in _PLACEHOLDER.findall(permalink)]


def unknown_placeholders(permalink: str) -> list[str]:
    return [name for name in placeholders(permalink) if name not in PLACEHOLDERS]


def filled(permalink: str, day: datetime, own_slug: str, section: str, language: str) -> str:
    """The url that a permalink makes of these, unquoted."""
    permalink = unquote(permalink) if "%" in permalink else permalink
    date = f"{day.year:04}", f"{day.month:02}", f"{day.day:02}"
    values = dict(zip(PLACEHOLDERS, (*date, own_slug, section, language.lower()), strict=True))
    return _PLACEHOLDER.sub(lambda match: values[match[1] or match[2]], permalink)


def plain_url(source: str, own_slug: str) -> str:
    """`content/pages/legal/privacy.md` is found at `/legal/privacy/`, `content/pages/legal/index.md` at `/legal/`."""
    below = source.partition("/")[2]
    own = posixpath.dirname(below) if stem(below) == "index" else below
    names = [slug(name) for name in posixpath.dirname(own).split("/") if name]
    return "/" + "".join(f"{name}/" for name in [*names, own_slug])


def stem(source: str) -> str:
    return posixpath.splitext(posixpath.basename(source))[0]


class Claim(Struct, frozen=True):
    """path: of a file as problems call it, "" for what the site makes itself. key: of the file, "" for none."""

    path: str = ""
    key: Literal["slug", "id", "aliases", "gone", ""] = ""


class Clash(Struct, frozen=True):
    """value: what both want. later: who goes without it, or a file where the site itself does; first: who has it."""

    value: str
    later: Claim
    first: Claim
