"""Where a page is found: its url, its file and the key by which two would clash. Pure."""

import re
from unicodedata import normalize

from msgspec import Struct

from newsgen.model.article import Article
from newsgen.model.slugs import slug

PLACEHOLDERS = ("year", "month", "day", "slug", "section", "lang")
_PLACEHOLDER = re.compile(r"\{(\w+)\}|:(\w+)")


class Route(Struct, frozen=True):
    """url: root-relative, without the site's base path, in ASCII. output: path below the output folder."""

    url: str
    output: str

    @property
    def key(self) -> str:
        """Equal for two routes that one file system would put into one file."""
        return normalize("NFC", self.output).casefold()


def route(url: str) -> Route:
    """The route of a url that ends in `/` (a folder's index.html) or names a file."""
    path = url.lstrip("/")
    return Route(url, path + "index.html" if not path or path.endswith("/") else path)


def placeholders(permalink: str) -> list[str]:
    return [braced or colon for braced, colon in _PLACEHOLDER.findall(permalink)]


def unknown_placeholders(permalink: str) -> list[str]:
    return [name for name in placeholders(permalink) if name not in PLACEHOLDERS]


def article_url(article: Article, permalink: str, language: str) -> str:
    """The url of an article, without the site's base path. The date is the one that its own zone shows."""
    day = article.published
    values = {
        "year": f"{day.year:04}",
        "month": f"{day.month:02}",
        "day": f"{day.day:02}",
        "slug": article.slug,
        "section": slug(article.section),
        "lang": (article.lang or language).lower(),
    }
    return _PLACEHOLDER.sub(lambda match: values[match[1] or match[2]], permalink)
