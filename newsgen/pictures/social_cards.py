"""The pictures that stand where a page without a photo is shared: what is on each, and its name. Pure."""

from posixpath import basename
from typing import Any

import msgspec
from msgspec import Struct

from newsgen.model.config import Config
from newsgen.model.digest import short_digest

DRAWING = 1
"""Counted up when the same words are drawn otherwise."""
SIZE = (1200, 630)
"""Source: Facebook, "Best practices for sharing images"."""
MAX_HEADLINE = 200
"""Characters of a headline; the smallest letters leave room for fewer."""
MAX_NAME = 80


class Style(Struct, frozen=True):
    """What all cards of a site have in common. accent: a colour as CSS has it, or ""; font: a path below the site's
    folder, or ""."""

    title: str
    accent: str
    font: str


class SocialCard(Struct, frozen=True, gc=False):
    """output: below the output folder. headline: "" where the site's title stands in its place. kicker: a section's
    title, or ""."""

    output: str
    headline: str
    kicker: str

    @property
    def key(self) -> str:
        """What a page is about that is this card."""
        return msgspec.json.encode((self.headline, self.kicker)).decode()

    @classmethod
    def of(cls, output: str, key: str) -> "SocialCard":
        return cls(output, *msgspec.json.decode(key, type=tuple[str, str]))


def style(config: Config) -> Style:
    accent: Any = config.theme.get("accent")
    return Style(config.site.title, str(accent or ""), config.pictures.card_font)


def social_card(url: str, headline: str, kicker: str, style: Style) -> SocialCard:
    """The card of the page at a url. Networks keep a picture by its url: so that of another one differs."""
    if len(headline) > MAX_HEADLINE:
        headline = headline[: MAX_HEADLINE - 1] + "…"
    shown = "\0".join((str(DRAWING), url, headline, kicker, style.title, style.accent, style.font))
    name = basename(url.rstrip("/")).removesuffix(".html") or "front"
    name = name if name.isascii() and len(name) <= MAX_NAME else "card"
    return SocialCard(f"cards/{name}-{short_digest(shown.encode(errors='replace'))}.png", headline, kicker)
