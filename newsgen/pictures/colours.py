"""The colours of what is drawn. Pure."""

from PIL import ImageColor

Colour = tuple[int, int, int]
INK: Colour = (23, 24, 26)
PAPER: Colour = (255, 255, 255)
USUAL_ACCENT: Colour = (163, 20, 42)
"""As `main.css` has it."""


def rgb(accent: str) -> Colour:
    """Of a colour as CSS has it; the usual one where Pillow can't read it."""
    try:
        red, green, blue, *_ = ImageColor.getrgb(accent)
    except ValueError:
        return USUAL_ACCENT
    return red, green, blue


def readable_on(ground: Colour) -> Colour:
    """Source: ITU-R BT.601, luma."""
    red, green, blue = ground
    return INK if 0.299 * red + 0.587 * green + 0.114 * blue > 150 else PAPER
