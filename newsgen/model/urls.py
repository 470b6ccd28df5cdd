"""Telling urls apart. Pure."""

import re
from urllib.parse import SplitResult, urlsplit

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


def at_base(url: str, base: str) -> str:
    """A root-relative url with the site's own path before it; others as they are."""
    return base + url if url.startswith("/") and not url.startswith("//") else url
