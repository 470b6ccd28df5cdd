"""Where a page is found: its url, its file and the key by which two would clash. Pure."""

import posixpath
import re
from datetime import datetime
from unicodedata import normalize
from urllib.parse import unquote

from msgspec import Struct

from newsgen.model.article import Article, PlainPage
from newsgen.model.slugs import slug

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


def article_url(article: Article, permalink: str, language: str, section: str) -> str:
    """The url of an article, without the site's base path. The date is the one that its own zone shows."""
    return filled(permalink, article.published, article.slug, section, article.lang or language)


def filled(permalink: str, day: datetime, own_slug: str, section: str, language: str) -> str:
    """The url that a permalink makes of these, unquoted."""
    permalink = unquote(permalink) if "%" in permalink else permalink
    values = {
        "year": f"{day.year:04}",
        "month": f"{day.month:02}",
        "day": f"{day.day:02}",
        "slug": own_slug,
        "section": section,
        "lang": language.lower(),
    }
    return _PLACEHOLDER.sub(lambda match: values[match[1] or match[2]], permalink)


def plain_url(page: PlainPage) -> str:
    """`content/pages/legal/privacy.md` is found at `/legal/privacy/`, `content/pages/legal/index.md` at `/legal/`."""
    below = page.source.partition("/")[2]
    own = posixpath.dirname(below) if stem(below) == "index" else below
    names = [slug(name) for name in posixpath.dirname(own).split("/") if name]
    return "/" + "".join(f"{name}/" for name in [*names, page.slug])


def stem(source: str) -> str:
    return posixpath.splitext(posixpath.basename(source))[0]
