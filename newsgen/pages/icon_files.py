"""A site's icons and its web manifest, as files and as links of every page. Pure."""

import msgspec

from newsgen.model.urls import url_of_file
from newsgen.pages.accessible import direction
from newsgen.pages.plan import Page
from newsgen.pages.renderer import Renderer
from newsgen.pictures.icons import MANIFEST, SIZES, TOUCH_ICON, own_icon


def icon_page(renderer: Renderer, page: Page) -> bytes:
    """Raises PictureError, OSError."""
    if page.route.output == MANIFEST:
        return web_manifest(renderer)
    from newsgen.pictures.draw_icon import icon_bytes  # takes long, and mostly all icons are there

    context = renderer.context
    return icon_bytes(page.route.output, context.logo.file, renderer.card_style, context.site)


def web_manifest(renderer: Renderer) -> bytes:
    """Source: W3C, "Web Application Manifest"."""
    from newsgen.pictures.colours import rgb  # Pillow, which a build that draws nothing does without

    site, base, assets = renderer.config.site, renderer.base, renderer.context.assets
    accent = "#{:02x}{:02x}{:02x}".format(*rgb(renderer.card_style.accent))
    icons = [
        {"src": base + url_of_file(own_icon(name, assets) or name), "sizes": f"{size}x{size}", "type": "image/png"}
        for name, size in SIZES.items()
        if name != TOUCH_ICON
    ]
    manifest = {
        "name": site.title,
        "lang": site.language,
        "dir": direction(site.language),
        "start_url": f"{base}/",
        "scope": f"{base}/",
        "display": "browser",
        "theme_color": accent,
        "background_color": "#ffffff",
        "icons": icons,
    }
    return msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"
