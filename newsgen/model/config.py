"""What `config.yaml` may say, with its defaults. Pure."""

from datetime import timedelta
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct

from newsgen.model.home import HomeBlock
from newsgen.model.problem import Code, Severity

Duration = Annotated[str, Meta(pattern=r"^\d{1,4}(s|m|h|d|w)$", description="a number and s, m, h, d or w: 6h")]
Count = Annotated[int, Meta(ge=0, le=1000)]
WebUrl = Annotated[str, Meta(pattern=r"^https?://[^\s<>\"']+$")]
Text = Annotated[str, Meta(min_length=1)]
Quality = Annotated[int, Meta(ge=1, le=100)]
Delivery = Literal["inline", "frozen", "ssi", "esi", "fetch"]
EngineName = Literal["markdown", "commonmark"]
HtmlTrust = Literal["sanitize", "trusted"]
PhotoWay = Literal["show", "placeholder", "hide"]
FragmentName = Literal["latest", "breaking", "must_read", "masthead", "footer"]
FRAGMENTS: tuple[FragmentName, ...] = get_args(FragmentName)
"""The pieces that pages share, whose delivery the config may choose."""

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def duration(text: Duration) -> timedelta:
    return timedelta(seconds=int(text[:-1]) * _SECONDS[text[-1]])


class Publisher(Struct, frozen=True, forbid_unknown_fields=True):
    """Who answers for the site, as schema.org's NewsMediaOrganization wants it."""

    name: str = ""
    url: str = ""
    logo: Annotated[str, Meta(description="path of a picture below assets/, or a url")] = ""
    email: str = ""
    founded: Annotated[str, Meta(description="a year or a date")] = ""
    same_as: Annotated[tuple[WebUrl, ...], Meta(description="the publisher's pages elsewhere")] = ()
    corrections_policy: Annotated[str, Meta(description="path of the page that states it: /corrections/")] = ""
    ethics_policy: str = ""
    ownership: str = ""


class SiteInfo(Struct, frozen=True, forbid_unknown_fields=True):
    """The newspaper itself."""

    title: Text
    url: Annotated[WebUrl, Meta(description="where readers find the site: https://example.org")]
    tagline: str = ""
    description: str = ""
    language: Annotated[
        str, Meta(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", description="a language tag: en, el, pt-BR")
    ] = "en"
    timezone: Annotated[str, Meta(description="an IANA name such as Europe/Athens")] = "UTC"
    logo: Annotated[str, Meta(description="path of a picture below assets/, or a url")] = ""
    publisher: Publisher = Publisher()
    authority: Annotated[str, Meta(description="the host name in feed ids; keep the first one when the site moves")] = (
        ""
    )

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class MarkdownConfig(Struct, frozen=True, forbid_unknown_fields=True):
    engine: EngineName = "markdown"
    quotes: Annotated[
        str,
        Meta(
            pattern=r"^(auto|off|[^ ]{4}|[^ ]+ [^ ]+ [^ ]+ [^ ]+)$",
            description="auto: those of the text's language; off: punctuation stays as typed; or four marks: “”‘’",
        ),
    ] = "auto"
    html: Annotated[HtmlTrust, Meta(description="trusted: the articles' own HTML is not sanitised")] = "sanitize"
    trusted: Annotated[tuple[str, ...], Meta(description="folders whose HTML alone is trusted: staff/**")] = ()
    embeds: Annotated[
        tuple[Text, ...], Meta(description="more hosts whose frames are let in: maps.example.org, *.example.org")
    ] = ()
    classes: Annotated[
        tuple[Text, ...], Meta(description="more classes that articles may use: pull-quote, chart-*")
    ] = ()


class FragmentConfig(Struct, frozen=True, forbid_unknown_fields=True):
    delivery: Delivery = "inline"


class LatestConfig(Struct, frozen=True, forbid_unknown_fields=True):
    count: Count = 5
    excerpt: Annotated[int, Meta(ge=0, le=10_000, description="characters")] = 60


class RelatedConfig(Struct, frozen=True, forbid_unknown_fields=True):
    count: Count = 5
    newer: Annotated[
        str,
        Meta(
            pattern=r"^(false|\d{1,4}(s|m|h|d|w))$",
            description="how long follow-ups may enter, such as 7d; false: older articles only",
        ),
    ] = "false"

    @property
    def follow_ups(self) -> timedelta:
        """How much newer than an article a related one may be."""
        return timedelta() if self.newer == "false" else duration(self.newer)


class MustReadConfig(Struct, frozen=True, forbid_unknown_fields=True):
    count: Count = 4


class ListingConfig(Struct, frozen=True, forbid_unknown_fields=True):
    per_page: Annotated[int, Meta(ge=1, le=1000)] = 20


class BreakingConfig(Struct, frozen=True, forbid_unknown_fields=True):
    ttl: Annotated[Duration, Meta(description="how long `breaking: true` lasts: 6h")] = "6h"


class FeedsConfig(Struct, frozen=True, forbid_unknown_fields=True):
    count: Annotated[int, Meta(ge=1, le=1000)] = 20
    tags: bool = False
    authors: bool = False


class PhotosConfig(Struct, frozen=True, forbid_unknown_fields=True):
    expired: Annotated[PhotoWay, Meta(description="of a photo whose `rights_until` is over")] = "show"
    uncredited: Annotated[PhotoWay, Meta(description="of a photo that has no credit")] = "show"
    max_bytes: Annotated[int, Meta(ge=1, description="from which on `newsgen check` tells of a picture")] = 4_000_000
    max_pixels: Annotated[int, Meta(ge=1, description="the same, by width times height")] = 16_000_000


class PictureSize(Struct, frozen=True, forbid_unknown_fields=True):
    """A place for pictures in the layouts."""

    widths: Annotated[tuple[Annotated[int, Meta(ge=16, le=8192)], ...], Meta(min_length=1, max_length=12)]
    sizes: Annotated[Text, Meta(description="how wide the place is, as HTML's `sizes` says it")] = "100vw"
    ratio: Annotated[
        str,
        Meta(pattern=r"^(\d{1,3}:\d{1,3})?$(?!\n)", description="the shape to which it is cut: 16:9; empty: its own"),
    ] = ""


class PictureQuality(Struct, frozen=True, forbid_unknown_fields=True):
    """Of the encoders, from 1 to 100."""

    jpeg: Quality = 78
    webp: Quality = 75
    avif: Quality = 55


class PicturesConfig(Struct, frozen=True, forbid_unknown_fields=True):
    """Renditions: what is made of pictures for the places that the layouts have."""

    renditions: Annotated[bool, Meta(description="false: pictures are put out as they are")] = True
    formats: Annotated[
        tuple[Literal["avif", "webp"], ...], Meta(description="besides the picture's own, the best first")
    ] = ("webp",)
    cards: Annotated[bool, Meta(description="false: no cards are drawn for pages without a photo")] = True
    card_font: Annotated[
        str, Meta(description="path of a font below the site's folder: its letters are used first")
    ] = ""
    quality: PictureQuality = PictureQuality()
    largest: Annotated[int, Meta(ge=200, le=8192, description="pixels of the longer side of the largest one")] = 2000
    sizes: Annotated[
        dict[str, PictureSize], Meta(description="by name; added to the usual ones, or in their place")
    ] = {}


class CommentFields(Struct, frozen=True, forbid_unknown_fields=True):
    """What the form service calls the form's fields."""

    name: str = "name"
    comment: str = "comment"
    article: str = "article"
    honeypot: str = "_gotcha"


class CommentsConfig(Struct, frozen=True, forbid_unknown_fields=True):
    provider: Literal["none", "form"] = "none"
    endpoint: Annotated[str, Meta(description="the url that the form posts to")] = ""
    fields: CommentFields = CommentFields()


class MenuLink(Struct, frozen=True, forbid_unknown_fields=True):
    title: Text
    url: Text


OwnSlug = Annotated[str, Meta(description="the name of its page in urls: lower-case letters, digits, hyphens")]


class SectionConfig(Struct, frozen=True, forbid_unknown_fields=True):
    title: str = ""
    description: str = ""
    slug: OwnSlug = ""


class TagConfig(Struct, frozen=True, forbid_unknown_fields=True):
    slug: OwnSlug = ""


class FrontMatterConfig(Struct, frozen=True, forbid_unknown_fields=True):
    extra: Annotated[
        tuple[Text, ...], Meta(description="keys of the site's own, for its layouts: none of them is warned of")
    ] = ()


ShareNetwork = Literal["mail", "facebook", "x", "whatsapp", "telegram", "linkedin", "bluesky", "reddit"]


Colour = Annotated[str, Meta(pattern=r"^[#\w(),.%/ -]*$", description="as CSS has it")]
Fonts = Annotated[str, Meta(pattern=r"^[\w ,\"'-]*$", description="`system`, or a font-family of CSS")]
AdPlace = Literal["top", "front", "article", "beside"]


class FooterEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A link, or a column of links with its title above."""

    title: Text
    url: str = ""
    links: tuple[MenuLink, ...] = ()


class Ad(Struct, frozen=True, forbid_unknown_fields=True):
    """An advertising place. html: put out as it is; height: pixels that are kept free for it."""

    html: Text
    height: Annotated[int, Meta(ge=20, le=1200)] = 250


class ThemeSettings(Struct, frozen=True):
    """What the bundled theme understands of `theme`; layouts of the site's own may want anything else."""

    accent: Colour = ""
    ink: Colour = ""
    paper: Colour = ""
    serif: Fonts = ""
    sans: Fonts = ""
    headline: Fonts = ""
    radius: Annotated[str, Meta(pattern=r"^$|^\d{0,3}(\.\d+)?(px|rem|em)?$", description="of corners: 0, 4px")] = ""
    density: Literal["compact", "normal", "airy"] = "normal"
    front: Literal["centred", "left"] = "centred"
    logo: Annotated[str, Meta(description="in the masthead, in place of `site.logo`")] = ""
    wordmark: bool = False
    toggle: Annotated[bool, Meta(description="whether readers may switch between light and dark")] = True
    drop_cap: bool = False
    contents: Annotated[
        int, Meta(ge=0, le=1000, description="headings from which on a text has a table of contents; 0: never")
    ] = 5
    embeds: Annotated[Literal["ask", "direct"], Meta(description="ask: frames of others wait for a click")] = "ask"
    share: tuple[ShareNetwork, ...] = ()
    footer: tuple[FooterEntry, ...] = ()
    social: Annotated[tuple[WebUrl, ...], Meta(description="the newspaper's pages at social networks")] = ()
    copyright: str = ""
    ads: dict[AdPlace, Ad] = {}


class FolderDefaults(Struct, frozen=True, forbid_unknown_fields=True):
    """Front matter for every article below a folder that does not say otherwise itself."""

    path: Text
    values: dict[str, Any]


class CheckConfig(Struct, frozen=True, forbid_unknown_fields=True):
    edited_words: Annotated[
        int,
        Meta(
            ge=0,
            le=1_000_000,
            description="words by which a published text may change without `updated` or a correction",
        ),
    ] = 20


class Limits(Struct, frozen=True, forbid_unknown_fields=True):
    article_seconds: Annotated[
        float, Meta(gt=0, le=3600, description="how long one article may take to render before it is given up")
    ] = 10.0
    article_bytes: Annotated[int, Meta(ge=1024, le=1_000_000_000)] = 2_000_000


class Paths(Struct, frozen=True, forbid_unknown_fields=True):
    content: Text = "content"
    layouts: Text = "layouts"
    assets: Text = "assets"
    output: Text = "output"


class Config(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of `config.yaml`. Only `site.title` and `site.url` must be given."""

    site: SiteInfo
    permalink: Annotated[
        Text, Meta(description="{year} {month} {day} {slug} {section} {lang}, or :year ...; ends in / or .html")
    ] = "/{year}/{month}/{slug}/"
    markdown: MarkdownConfig = MarkdownConfig()
    fragments: Annotated[
        dict[FragmentName | Literal["delivery"], FragmentConfig | Delivery],
        Meta(
            description="`delivery` for all, or by the fragment's name",
            extra_json_schema={"propertyNames": {"enum": ["delivery", *FRAGMENTS]}},
        ),
    ] = {}
    ellipsis: Annotated[str, Meta(description="what an excerpt ends with where it was cut within a sentence")] = "..."
    home: Annotated[
        tuple[HomeBlock, ...], Meta(description="blocks of the front page, from top to bottom; empty: the usual ones")
    ] = ()
    latest: LatestConfig = LatestConfig()
    related: RelatedConfig = RelatedConfig()
    must_read: MustReadConfig = MustReadConfig()
    listing: ListingConfig = ListingConfig()
    breaking: BreakingConfig = BreakingConfig()
    feeds: FeedsConfig = FeedsConfig()
    photos: PhotosConfig = PhotosConfig()
    pictures: PicturesConfig = PicturesConfig()
    comments: CommentsConfig = CommentsConfig()
    menu: Annotated[tuple[MenuLink | str, ...], Meta(description="section names, or links; empty: every section")] = ()
    sections: dict[str, SectionConfig] = {}
    tags: dict[str, TagConfig] = {}
    front_matter: FrontMatterConfig = FrontMatterConfig()
    defaults: tuple[FolderDefaults, ...] = ()
    limits: Limits = Limits()
    broken: Annotated[
        Literal["stop", "hold"], Meta(description="whether articles with errors stop the build, or are held back alone")
    ] = "stop"
    check: CheckConfig = CheckConfig()
    gone: Annotated[
        tuple[str, ...], Meta(description="urls and patterns that were removed on purpose: /2019/old-name/, /games/**")
    ] = ()
    ignore: Annotated[tuple[str, ...], Meta(description="content that is not read: drafts/**")] = ()
    problems: Annotated[
        dict[Code, Severity | Literal["off"]], Meta(description="another severity for a problem's code")
    ] = {}
    theme: Annotated[dict[str, Any], Meta(description="whatever the layouts want to be told")] = {}
    paths: Paths = Paths()

    @property
    def base_path(self) -> str:
        """The path of `site.url` without its last slash: "" for a site at the root of its host."""
        return urlsplit(self.site.url).path.rstrip("/")

    @property
    def origin(self) -> str:
        """Scheme and host of `site.url`."""
        parts = urlsplit(self.site.url)
        return f"{parts.scheme}://{parts.netloc}"

    def delivery_of(self, fragment: str) -> Delivery:
        """How a fragment comes to the page; all but the shared ones are a part of it."""
        if fragment not in FRAGMENTS:
            return "inline"
        setting = self.fragments.get(fragment, self.fragments.get("delivery", "inline"))
        return setting.delivery if isinstance(setting, FragmentConfig) else setting

    @property
    def authority(self) -> str:
        """Who mints the feeds' ids (RFC 4151): not changed by a build for another host."""
        return self.site.authority or urlsplit(self.site.url).hostname or "localhost"
