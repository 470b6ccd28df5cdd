"""The blocks of the front page, as the config lists them. Pure."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from newsgen.model.article import Group, LinkUrl, Text

HeroShape = Annotated[str, Meta(pattern=r"^1\+(list|2|4)$", description="one large story beside 1+list, 1+2 or 1+4")]
Cards = Annotated[int, Meta(ge=1, le=24)]
Columns = Annotated[int, Meta(ge=1, le=6)]


class HeroBlock(Struct, frozen=True, forbid_unknown_fields=True):
    """What is pinned, what has a weight and the newest stories: the first of them large."""

    shape: HeroShape = "1+2"

    @property
    def count(self) -> int:
        return {"1+list": 6, "1+2": 3, "1+4": 5}[self.shape]


class StripBlock(Struct, frozen=True, forbid_unknown_fields=True):
    """Stories of a section, a tag or an author, by slug; the newest of all where none is named."""

    section: str = ""
    tag: str = ""
    author: str = ""
    title: Annotated[str, Meta(description="in place of the section's, tag's or author's own")] = ""
    count: Cards = 4
    columns: Columns = 4
    pictures: Literal["above", "beside", "none"] = "above"
    shape: Annotated[Literal["3:2", "16:9", "1:1"], Meta(description="of the pictures")] = "3:2"
    summaries: bool = True


class LeadAndListBlock(Struct, frozen=True, forbid_unknown_fields=True):
    """One large story and headlines, of what a strip may be of."""

    section: str = ""
    tag: str = ""
    author: str = ""
    title: str = ""
    count: Cards = 5


class LatestBlock(Struct, frozen=True, forbid_unknown_fields=True):
    """Headlines of the newest stories."""

    count: Cards = 8


class BreakingBlock(Struct, frozen=True, forbid_unknown_fields=True):
    """What is breaking news now; nothing where there is none."""

    count: Cards = 3


class MustReadBlock(Struct, frozen=True, forbid_unknown_fields=True):
    count: Cards = 4


class OpinionBlock(Struct, frozen=True, forbid_unknown_fields=True):
    """Articles of `type: opinion`, with the portraits of who wrote them."""

    count: Cards = 4


class TopicsBlock(Struct, frozen=True, forbid_unknown_fields=True):
    """Links to tags: those named by slug, else the most frequent of the newest stories."""

    tags: tuple[str, ...] = ()
    title: str = ""
    count: Cards = 10


class NewsletterBlock(Struct, frozen=True, forbid_unknown_fields=True):
    """A form that sends an address to a service. field: what the service calls it."""

    endpoint: LinkUrl
    field: Text = "email"
    title: str = ""
    text: str = ""
    button: str = ""


class HtmlBlock(Struct, frozen=True, forbid_unknown_fields=True):
    """HTML that is put out as it is. Whoever may write the config is trusted."""

    code: Text


class HomeBlock(Struct, frozen=True, forbid_unknown_fields=True):
    """One of these, with what it may be told: `hero: {shape: 1+4}`, `latest: {}`."""

    hero: HeroBlock | None = None
    strip: StripBlock | None = None
    lead_and_list: LeadAndListBlock | None = None
    latest: LatestBlock | None = None
    breaking: BreakingBlock | None = None
    must_read: MustReadBlock | None = None
    opinion: OpinionBlock | None = None
    topics: TopicsBlock | None = None
    newsletter: NewsletterBlock | None = None
    html: HtmlBlock | None = None

    @property
    def kinds(self) -> list[str]:
        """One, unless the config is wrong."""
        return [name for name in self.__struct_fields__ if getattr(self, name) is not None]

    @property
    def kind(self) -> str:
        return self.kinds[0]


def usual_home(sections: tuple[Group, ...] | list[Group]) -> tuple[HomeBlock, ...]:
    """The front page of a site that has not said how it is: sections in turns as a lead with a list and as a strip."""
    blocks = [HomeBlock(hero=HeroBlock()), HomeBlock(latest=LatestBlock())]
    for number, section in enumerate(sections):
        if number % 2:
            blocks.append(HomeBlock(strip=StripBlock(section=section.slug, summaries=False)))
        else:
            blocks.append(HomeBlock(lead_and_list=LeadAndListBlock(section=section.slug)))
        if number == min(1, len(sections) - 1):
            blocks.append(HomeBlock(must_read=MustReadBlock()))
    return tuple(blocks)
