"""A site's icons: which there are, and when they are other ones. Pure."""

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from newsgen.model.config import Config
from newsgen.model.digest import short_digest
from newsgen.pictures.social_cards import style

DRAWING = 1
"""Counted up when the same logo makes other icons."""
FAVICON, TOUCH_ICON, MANIFEST, LARGE = "favicon.ico", "apple-touch-icon.png", "site.webmanifest", "icon-512.png"
SIZES = {TOUCH_ICON: 180, "icon-192.png": 192, LARGE: 512}
"""Pixels of width and height. Sources: Apple, "Configuring Web Applications"; W3C, "Web Application Manifest"."""
IN_FAVICON = (16, 32, 48)
ICONS = (FAVICON, MANIFEST, *SIZES)
ROOT = "_root/"
LEAST_LOGO = 112
"""Pixels that search engines want a publisher's logo to have. Source: Google, "Organization structured data"."""
MOST_WIDE = 2
"""Times the height: what is wider is a wordmark, of which nothing can be read in an icon."""
LEAST_ICON = 48


class Logo(Struct, frozen=True):
    """The site's logo, if icons can be made of it. file: its path, "" where the initial stands in its place."""

    file: str = ""
    digest: str = ""

    @classmethod
    def of(cls, file: str, digest: str, width: int | None, height: int | None) -> "Logo":
        """width, height: None for what is no raster."""
        if not width or not height or max(width, height) < LEAST_ICON or width > MOST_WIDE * height:
            return cls()
        return cls(file, digest)


def own_icon(name: str, assets: Mapping[str, str]) -> str:
    """The output path of an icon that the site brings along; "" where newsgen makes it. assets: output path by name."""
    return assets.get(name) or assets.get(ROOT + name) or ""


def icon_pages(config: Config, logo: str, assets: Mapping[str, str]) -> dict[str, str]:
    """Of each icon that is made what tells when it is another one, by output path. logo: name of the asset, or ""."""
    look, own = style(config), {name: own_icon(name, assets) for name in ICONS}
    drawn = (DRAWING, initial(look.title), look.accent, look.font, assets.get(logo, ""))
    in_manifest = (look.title, look.accent, config.site.language, config.base_path, own)
    digests = {name: short_digest(msgspec.json.encode(in_manifest if name == MANIFEST else drawn)) for name in ICONS}
    return {name: digest for name, digest in digests.items() if not own[name]}


def initial(title: str) -> str:
    """The letter that stands for a site without a logo; "" where its title has none."""
    return next((sign for sign in title if sign.isalnum()), "").upper()[:1]
