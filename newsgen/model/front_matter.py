"""What an article's front matter may say. Pure."""

import re
from typing import Annotated, Literal

from msgspec import Meta, Struct

from newsgen.model.article import ArticleType
from newsgen.model.problem import Code

Text = Annotated[str, Meta(min_length=1)]
DateText = Annotated[str, Meta(description="2022-03-07 or 2022-03-07T10:20:00+02:00; no zone: the site's")]
END = r"$(?!\n)"
"""Of a pattern; `$` alone would let a last line break through."""
LinkUrl = Annotated[
    str, Meta(pattern=rf"^(https?://|/)[^\s<>\"'\\]*{END}", description="http, https, or a path: /about/")
]


License = Annotated[
    str,
    Meta(
        pattern=r"^(https?://[^\s<>\"'\\]+|/[^\s<>\"'\\]*|[Cc][Cc]0( 1\.0)?|[Cc][Cc][ -][A-Za-z-]+ \d\.\d)$",
        description="the licence's page, or a Creative Commons licence by name: CC BY 4.0",
    ),
]


class PhotoMatter(Struct, frozen=True, forbid_unknown_fields=True):
    src: Annotated[Text, Meta(description="path relative to the article, from assets/ (/x.jpg), or a url")]
    alt: Annotated[str, Meta(description="what the picture shows, for who can't see it")] = ""
    caption: str = ""
    credit: Annotated[str, Meta(description="as printed, without the word PHOTO")] = ""
    credit_url: LinkUrl | Literal[""] = ""
    license: License | Literal[""] = ""
    rights_until: Annotated[DateText, Meta(description="when the right to show it ends")] = ""


class BreakingMatter(Struct, frozen=True, forbid_unknown_fields=True):
    until: DateText


class CorrectionMatter(Struct, frozen=True, forbid_unknown_fields=True):
    text: Text
    date: DateText = ""


class FrontMatter(Struct, frozen=True, kw_only=True):
    """The keys that newsgen knows. Others are kept as `extra` and warned of."""

    title: Text
    date: Annotated[DateText, Meta(description="2022-03-07T10:20; in the future: scheduled")] = ""
    updated: Annotated[DateText, Meta(description="when the text last changed; only this moves dateModified")] = ""
    expires: Annotated[DateText, Meta(description="from then on the article is not put out")] = ""
    id: Annotated[
        str,
        Meta(
            pattern=rf"^[A-Za-z0-9._~-]*{END}",
            description="letters, digits and . _ ~ -; stays the same when the file is renamed",
        ),
    ] = ""
    slug: Annotated[str, Meta(description="the article's name in its url")] = ""
    summary: str = ""
    subtitle: str = ""
    lang: Annotated[
        str,
        Meta(pattern=rf"^([A-Za-z]{{2,3}}(-[A-Za-z0-9]{{2,8}})*)?{END}", description="a language tag: en, el, pt-BR"),
    ] = ""
    type: ArticleType = "news"
    authors: Annotated[tuple[Text, ...], Meta(description="names: [Maria P, Yannis K]")] = ()
    section: str = ""
    tags: Annotated[tuple[Text, ...], Meta(description="names: [Rain, Volos]")] = ()
    photo: PhotoMatter | None = None
    breaking: Annotated[
        bool | BreakingMatter, Meta(description="true (ends after breaking.ttl) or {until: a date}")
    ] = False
    must_read: bool = False
    draft: bool = False
    noindex: bool = False
    comments: bool | Literal["closed"] = True
    aliases: Annotated[tuple[Text, ...], Meta(description="old paths that lead here: /old/url/")] = ()
    canonical: LinkUrl | Literal[""] = ""
    layout: Annotated[
        str, Meta(pattern=rf"^[\w-]*(\.html)?{END}", description="the name of a file in layouts/: longread")
    ] = ""
    corrections: Annotated[
        tuple[CorrectionMatter, ...],
        Meta(description='a list of texts, each with its date: [{date: 2022-03-08, text: "It was Tuesday."}]'),
    ] = ()
    check: Annotated[
        dict[Code, Literal["off", "false"]], Meta(description="warnings `newsgen check` spares: {photo-credit: off}")
    ] = {}


_CREATIVE_COMMONS = re.compile(r"CC[ -](BY(?:-NC)?(?:-ND|-SA)?) (\d\.\d)", re.IGNORECASE)
_CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"


def license_url(licence: str) -> str:
    """The page of a licence: its own url, or that of a Creative Commons licence by name (`CC BY-SA 4.0`, `CC0`).

    "" for anything else.
    """
    if match := _CREATIVE_COMMONS.fullmatch(licence.strip()):
        return f"https://creativecommons.org/licenses/{match[1].lower()}/{match[2]}/"
    if licence.strip().upper() in ("CC0", "CC0 1.0"):
        return _CC0
    return licence.strip() if licence.strip().startswith(("https://", "http://", "/")) else ""
