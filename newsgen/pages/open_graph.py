"""How a page looks where it is shared: Open Graph, Twitter card. Pure; raw text, which the layout escapes."""

from functools import lru_cache

from babel.core import get_global, parse_locale

from newsgen.model.article import Photo
from newsgen.pages.escaping import absolute_url, rfc3339
from newsgen.pages.structured_data import Head
from newsgen.pages.views import ArticleView, PageKind, labelled

Meta = tuple[tuple[str, str], ...]

_TYPES: dict[PageKind, str] = {"article": "article", "author": "profile"}


def meta(head: Head, site_title: str, origin: str, article: ArticleView | None = None) -> Meta:
    """Pairs for `<meta property= content=>`, except that a name beginning with `twitter:` goes into `name=`.

    head.photo: the picture to share. origin: scheme and host before every root-relative url. None is empty.
    Source: ogp.me; X, "Summary card with large image".
    """
    picture = _picture(head.photo, origin) if head.photo else ()
    pairs = (
        ("og:type", _TYPES.get(head.kind, "website")),
        ("og:title", labelled(head.title, article.type) if article else head.title),
        ("og:description", head.description),
        ("og:url", head.canonical),
        ("og:site_name", site_title),
        ("og:locale", locale(head.lang)),
        *picture,
        *(_article(article, origin) if article else ()),
        ("twitter:card", "summary_large_image" if picture else "summary"),
    )
    return tuple((name, content) for name, content in pairs if content)


@lru_cache(maxsize=64)
def locale(language: str) -> str:
    """`language_TERRITORY` of a language tag, with the likeliest territory where it has none: el -> el_GR.

    "" where it can't be told. Source: CLDR, "Likely subtags".
    """
    try:
        code, territory, script, *_ = parse_locale(language.replace("_", "-"), sep="-")
    except ValueError:
        return ""
    if territory:
        return f"{code}_{territory}"
    likely = get_global("likely_subtags")
    whole = likely.get(f"{code}_{script}") or likely.get(code, "")
    territory = parse_locale(whole)[1] if whole else None
    return f"{code}_{territory}" if territory else ""


def _picture(photo: Photo, origin: str) -> Meta:
    url = absolute_url(photo.url, origin)
    if not url:
        return ()
    return (
        ("og:image", url),
        ("og:image:type", photo.media_type),
        ("og:image:width", str(photo.width or "")),
        ("og:image:height", str(photo.height or "")),
        ("og:image:alt", photo.alt),
    )


def _article(article: ArticleView, origin: str) -> Meta:
    return (
        ("article:published_time", rfc3339(article.published)),
        ("article:modified_time", rfc3339(article.updated) if article.updated else ""),
        *(("article:author", absolute_url(author.url, origin)) for author in article.authors),
        ("article:section", article.section.title),
        *(("article:tag", tag.title) for tag in article.tags),
    )
