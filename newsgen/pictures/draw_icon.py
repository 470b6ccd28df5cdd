"""Drawing icons: the site's logo in a square, or its initial. Reads disk."""

import os
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from newsgen.pictures.colours import PAPER, readable_on, rgb
from newsgen.pictures.draw_card import font_files, font_of, written
from newsgen.pictures.encode import pixels_of
from newsgen.pictures.icons import FAVICON, IN_FAVICON, LARGE, SIZES, TOUCH_ICON, initial
from newsgen.pictures.social_cards import Style

_LETTER, _ROOM = 0.66, 0.08
"""Shares of the width: the size of the initial, and what stays free beside a logo where no corner may be seen."""


def icon_bytes(name: str, logo: str, style: Style, site: Path) -> bytes:
    """logo: its path, "" for the initial. site: the folder of the site. Raises PictureError, OSError."""
    file = BytesIO()
    if name == FAVICON:
        small = [_icon(size, logo, style, site) for size in IN_FAVICON]
        small[-1].save(file, "ICO", sizes=[image.size for image in small], append_images=small[:-1])
    else:
        icon = _icon(SIZES[name], logo, style, site)
        (_on_paper(icon) if logo and name == TOUCH_ICON else icon).save(file, "PNG")
    return file.getvalue()


def _icon(size: int, logo: str, style: Style, site: Path) -> Image.Image:
    if not logo:
        return _initial(size, style, site)
    stat = os.stat(logo)
    pixels = pixels_of(logo, SIZES[LARGE], (stat.st_size, stat.st_mtime_ns, stat.st_ino))
    picture = pixels.image.convert("RGBA")
    scale = size / max(picture.size)
    wide, high = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    ground = Image.new("RGBA", (size, size), (*PAPER, 0))
    ground.paste(picture.resize((wide, high), Image.Resampling.LANCZOS), ((size - wide) // 2, (size - high) // 2))
    return ground


def _on_paper(icon: Image.Image) -> Image.Image:
    """Source: Apple, "Human Interface Guidelines": what is transparent is shown black."""
    inside = round(icon.width * (1 - 2 * _ROOM))
    small = icon.resize((inside, inside), Image.Resampling.LANCZOS)
    ground = Image.new("RGB", icon.size, PAPER)
    ground.paste(small, ((icon.width - inside) // 2,) * 2, small)
    return ground


def _initial(size: int, style: Style, site: Path) -> Image.Image:
    ground = rgb(style.accent)
    image = Image.new("RGB", (size, size), ground)
    if found := written(initial(style.title), font_files(style.font, site)):
        letter, file = found
        left, top, right, bottom = (font := font_of(file, round(size * _LETTER))).getbbox(letter)
        at = (size - left - right) / 2, (size - top - bottom) / 2
        ImageDraw.Draw(image).text(at, letter, readable_on(ground), font)
    return image
