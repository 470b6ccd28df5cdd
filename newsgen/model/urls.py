"""Telling urls apart, and writing them. Pure."""

import re
from contextlib import suppress
from urllib.parse import SplitResult, quote, urlsplit

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
