"""What an article's front matter may say, the Article that is made of it, and the Card that others show. Pure."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from newsgen.model.problem import Code

ArticleType = Literal["news", "analysis", "opinion", "live", "sponsored"]
Comments = Literal["true", "false", "closed"]
ReferenceKind = Literal["link", "article", "picture", "poster", "media", "read_also", "headline"]


class Photo(Struct, frozen=True, kw_only=True):
    """A picture as a page shows it. url: root-relative, or absolute where the picture lives elsewhere; of the largest
    rendition where there are some. width, height: of that, in pixels after EXIF orientation, None where unknown.
    credit: as printed, without the word PHOTO. name: among the sources, "" where there are no renditions. focus: the
    point that must be seen, in percent of width and height. colour: that stands in its place until it has come."""

    url: str
    alt: str = ""
    caption: str = ""
    credit: str = ""
    credit_url: str = ""
    license: str = ""
    width: int | None = None
    height: int | None = None
    media_type: str = ""
    name: str = ""
    focus: tuple[int, int] | None = None
    colour: str = ""


Withheld = Literal["", "expired", "uncredited"]
"""Why a placeholder stands where an article has a photo; "" where none does."""


class Correction(Struct, frozen=True):
    text: str
    date: datetime | None = None


class Reference(Struct, frozen=True):
    """Something that a body points to and only the whole site can resolve.

    The body's HTML holds the mark `reference_mark(n)` where the n-th one belongs: in place of an attribute
    (a link's `href`; the `src` of a picture or `poster` of a film that wants its size too, or of other media), for a
    READ ALSO link of a block, for a headline of a link amid text. article, read_also, headline: the target is a name,
    not a path. name: that attribute. size: the place that a picture is shown in.
    """

    kind: ReferenceKind
    target: str
    line: int
    column: int
    name: str = "href"
    size: str = "body"


class Body(Struct, frozen=True):
    """A Markdown text rendered to sanitised HTML. opening: the first 400 characters or so of its words, without tags.
    teaser: the words before `<!--more-->`, if it is there. words: how many it has. anchors: the ids that a link's
    #fragment may name."""

    html: str = ""
    opening: str = ""
    teaser: str = ""
    words: int = 0
    references: tuple[Reference, ...] = ()
    anchors: tuple[str, ...] = ()


class MediaFile(Struct, frozen=True):
    """A file that a body shows or names. output: below the output folder; width, height: pixels; None: no picture.
    fragment: the part of it that is meant, as in a url: `page=3`. name, colour: as a Photo has them. size: as a
    Reference has it."""

    output: str
    media_type: str
    width: int | None = None
    height: int | None = None
    fragment: str = ""
    name: str = ""
    colour: str = ""
    size: str = "body"


def shown_photo(file: MediaFile) -> Photo:
    """A picture in a body, as a photo."""
    url, width, height = f"/{file.output}", file.width, file.height
    return Photo(url=url, width=width, height=height, media_type=file.media_type, name=file.name, colour=file.colour)


MARK_OPEN, MARK_CLOSE = "\ue000", "\ue001"
"""Private-use characters that a body's source is cleared of, so that a mark can't be forged."""


def reference_mark(number: int) -> str:
    return f"{MARK_OPEN}{number}{MARK_CLOSE}"


class SourceText(Struct, frozen=True, kw_only=True):
    """What an article and a plain page have in common: each is a Markdown file, read and checked. source: path below
    the content folder. expires: the first instant at which it is not put out any more. contents: whether it has a table
    of contents, None where the theme decides. media: the files that its body refers to, by the number of the
    reference."""

    source: str
    slug: str
    title: str
    body: Body
    summary: str = ""
    expires: datetime | None = None
    lang: str = ""
    draft: bool = False
    noindex: bool = False
    contents: bool | None = None
    aliases: tuple[str, ...] = ()
    layout: str = ""
    extra: dict[str, Any] = {}
    media: dict[int, MediaFile] = {}


class Article(SourceText, frozen=True, kw_only=True, tag_field="kind", tag="article"):
    """News: a file under `content/`. id: stays when the article moves. rights_until: the end of the right to show its
    photo. breaking_until, pinned_until: the end of its being breaking news, and on top of the front page, whether past
    or not; None where it never was. is_pinned: it has no end. weight: 0 for none."""

    id: str
    published: datetime
    subtitle: str = ""
    updated: datetime | None = None
    type: ArticleType = "news"
    authors: tuple[str, ...] = ()
    section: str = ""
    translation_key: str = ""
    series: str = ""
    tags: tuple[str, ...] = ()
    photo: Photo | None = None
    rights_until: datetime | None = None
    breaking_until: datetime | None = None
    pinned_until: datetime | None = None
    is_pinned: bool = False
    weight: int = 0
    must_read: bool = False
    comments: Comments = "true"
    canonical: str = ""
    corrections: tuple[Correction, ...] = ()


class PlainPage(SourceText, frozen=True, kw_only=True, tag_field="kind", tag="plain"):
    """A page that is not news (about, privacy): a file under `content/pages/`. published: the first instant at which it
    is put out, where there is such."""

    published: datetime | None = None


class Author(Struct, frozen=True, kw_only=True):
    """Who wrote; without details in `content/authors.yaml` only name, slug and url are set."""

    name: str
    slug: str
    url: str
    role: str = ""
    bio: str = ""
    email: str = ""
    links: tuple[str, ...] = ()
    photo: Photo | None = None


class Group(Struct, frozen=True):
    """A section or a tag: what its articles are listed under."""

    title: str
    slug: str
    url: str
    description: str = ""


class Card(Struct, frozen=True, kw_only=True):
    """What other pages show of an article. No body. summary: as the writer gave it, else the body's beginning, cut at a
    word. breaking: whether it is live now; breaking_until: then the end of that."""

    id: str
    title: str
    url: str
    published: datetime
    updated: datetime | None = None
    summary: str = ""
    photo: Photo | None = None
    withheld: Withheld = ""
    breaking: bool = False
    breaking_until: datetime | None = None
    must_read: bool = False
    type: ArticleType = "news"
    lang: str = ""
    section: Group
    authors: tuple[Author, ...] = ()


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


Percent = Annotated[int, Meta(ge=0, le=100)]


class PhotoMatter(Struct, frozen=True, forbid_unknown_fields=True):
    src: Annotated[Text, Meta(description="path relative to the article, from assets/ (/x.jpg), or a url")]
    alt: Annotated[str, Meta(description="what the picture shows, for who can't see it")] = ""
    caption: str = ""
    credit: Annotated[str, Meta(description="as printed, without the word PHOTO")] = ""
    credit_url: LinkUrl | Literal[""] = ""
    license: License | Literal[""] = ""
    rights_until: Annotated[DateText, Meta(description="when the right to show it ends")] = ""
    focus: Annotated[
        tuple[Percent, Percent] | None, Meta(description="what must be seen where it is cut: [x, y] in percent")
    ] = None


class PinMatter(Struct, frozen=True, forbid_unknown_fields=True):
    until: DateText


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
    translation_key: Annotated[str, Meta(description="the same in an article and its translations: flood-2022")] = ""
    series: Annotated[str, Meta(description="what its parts are called together: The river")] = ""
    tags: Annotated[tuple[Text, ...], Meta(description="names: [Rain, Volos]")] = ()
    photo: PhotoMatter | None = None
    breaking: Annotated[
        bool | BreakingMatter, Meta(description="true (ends after breaking.ttl) or {until: a date}")
    ] = False
    must_read: bool = False
    pin: Annotated[
        bool | Literal["front"] | PinMatter, Meta(description="front (on top of the front page) or {until: a date}")
    ] = False
    weight: Annotated[
        int, Meta(ge=-1000, le=1000, description="its place before newer stories on the front page: the lightest first")
    ] = 0
    draft: bool = False
    noindex: bool = False
    contents: Annotated[bool | None, Meta(description="whether it has a table of contents")] = None
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
    """The page of a licence: its own url, or that of a Creative Commons licence by name (`CC BY-SA 4.0`, `CC0`). "" for
    anything else."""
    if match := _CREATIVE_COMMONS.fullmatch(licence.strip()):
        return f"https://creativecommons.org/licenses/{match[1].lower()}/{match[2]}/"
    if licence.strip().upper() in ("CC0", "CC0 1.0"):
        return _CC0
    return licence.strip() if licence.strip().startswith(("https://", "http://", "/")) else ""
