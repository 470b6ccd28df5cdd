"""Drawing social cards: a headline that fits, in a font that has all of its letters. Reads disk for fonts."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache, partial
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from unicodedata import bidirectional, category

from PIL import Image, ImageDraw, ImageFont, features

from newsgen.pictures.colours import INK, PAPER, Colour, readable_on, rgb
from newsgen.pictures.social_cards import SIZE, SocialCard, Style

MARGIN, TOP, SPACE, BAND = 72, 60, 32, 104
"""Pixels beside, above and below all words, and of the band at the foot that has the site's title."""
KICKER, TITLE, MEASURED = 34, 42, 64
HEADLINES = (100, 92, 84, 76, 68, 60, 52)
LINES, LEADING = 4, 1.18
SHADES = 8
"""From the ground to the ink: with those of the band, four bits a pixel."""
_UNSPACED = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_PIECE = re.compile(rf"[{_UNSPACED}][\u3001\u3002\uff01\uff0c\uff1f\u300d\u300f]?\s*|[^\s{_UNSPACED}]+\s*")
"""Between two of them a line may end: words, and signs of scripts that are written without spaces."""
_NOT_A_CHARACTER = "\uffff"
_SPARED = frozenset(["So", "Sk", "Cf", "Cc", "Cs", "Co", "Cn", "Mn", "Me"])
"""What a headline can do without where the font lacks it: emoji, and signs that turn or join letters."""
Font = ImageFont.FreeTypeFont


def card_bytes(card: SocialCard, style: Style, site: Path) -> bytes:
    """A PNG. site: the folder of the site. Words for which there is no font are left out. Raises OSError."""
    fonts = font_files(style.font, site)
    kicker, title = written(card.kicker, fonts), written(style.title, fonts)
    headline = written(card.headline, fonts)
    canvas = Image.new("L", SIZE)
    pen = ImageDraw.Draw(canvas)
    top = TOP
    if kicker:
        _put_line(pen, *kicker, KICKER, top)
        top += 2 * KICKER
    if large := headline or title:
        _put_headline(pen, *large, top)
    if headline and title:
        _put_line(pen, *title, TITLE, SIZE[1] - BAND + (BAND - round(TITLE * LEADING)) // 2)
    return _png(canvas, rgb(style.accent))


def font_files(own: str, site: Path) -> tuple[str, ...]:
    """The best first. own: below the folder of the site, or ""."""
    usual = str(files("fontpkg_noto_serif") / "files" / "NotoSerif[wdth,wght].ttf")
    return (str(site / own), usual) if own else (usual,)


def written(text: str, fonts: tuple[str, ...]) -> tuple[str, str] | None:
    """The text as it can be written in one of the fonts, and that font; None where it can't be."""
    text = " ".join(text.split())
    if not features.check("raqm") and any(bidirectional(sign) in ("R", "AL") for sign in text):
        return None
    for font in fonts:
        lacking = {sign for sign in text if not _has(font, sign)}
        if not any(category(sign) not in _SPARED for sign in lacking):
            kept = " ".join("".join(sign for sign in text if sign not in lacking).split())
            return (kept, font) if kept else None
    return None


def _has(file: str, sign: str) -> bool:
    if sign == " ":
        return True
    return _glyph(file, sign) != _glyph(file, _NOT_A_CHARACTER)


@lru_cache(maxsize=10_000)
def _glyph(file: str, sign: str) -> bytes:
    return bytes(_plain_font(file).getmask(sign))


@lru_cache(maxsize=8)
def _plain_font(file: str) -> Font:
    """One that doesn't shape: each sign is one glyph, the font's box where it has none."""
    return ImageFont.truetype(file, 24, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=64)
def font_of(file: str, size: int) -> Font:
    font = ImageFont.truetype(file, size)
    with suppress(OSError, ValueError):  # it has no weights
        font.set_variation_by_name("SemiBold")
    return font


def _put_headline(pen: ImageDraw.ImageDraw, text: str, file: str, top: int) -> None:
    """As large as it fits into the lines that there are."""
    room = SIZE[1] - BAND - SPACE - top
    for size in HEADLINES:
        most = min(LINES, int(room / (size * LEADING)))
        lines = _lines(text, file, size, most, is_last=size == HEADLINES[-1])
        if lines:
            break
    for number, line in enumerate(lines):
        _draw(pen, line, font_of(file, size), top + round(number * size * LEADING), is_rtl(text))


def _put_line(pen: ImageDraw.ImageDraw, text: str, file: str, size: int, top: int) -> None:
    (line,) = _lines(text, file, size, 1, is_last=True)
    _draw(pen, line, font_of(file, size), top, is_rtl(text))


def _draw(pen: ImageDraw.ImageDraw, line: str, font: Font, top: int, rtl: bool) -> None:
    if rtl:
        pen.text((SIZE[0] - MARGIN, top), line, 255, font, anchor="ra", direction="rtl")
    else:
        pen.text((MARGIN, top), line, 255, font)


def is_rtl(text: str) -> bool:
    """By the first letter that has a direction. Source: Unicode, UAX #9, P2."""
    strong = (way for sign in text if (way := bidirectional(sign)) in ("L", "R", "AL"))
    return next(strong, "L") != "L"


def _lines(text: str, file: str, size: int, most: int, *, is_last: bool) -> list[str]:
    """Lines of words that fit; none where they don't. is_last: then words are broken, and what is too much is cut
    off."""
    room = (SIZE[0] - 2 * MARGIN) * MEASURED / size
    lines, width = [""], 0.0
    for piece in _pieces(text, file, room) if is_last else _PIECE.findall(text):
        wide = _width(file, piece.rstrip())
        if wide > room and not is_last:
            return []
        if width and width + wide > room:
            lines, width = [*lines, ""], 0.0
        lines[-1] += piece
        width += _width(file, piece)
    lines = [line.rstrip() for line in lines]
    if len(lines) > most and is_last:
        return [*lines[: most - 1], _cut(lines[most - 1], file, room)]
    return lines if len(lines) <= most else []


@lru_cache(maxsize=20_000)  # of the words of a newspaper most recur
def _width(file: str, text: str) -> float:
    """In letters of the size by which is measured."""
    return font_of(file, MEASURED).getlength(text)


def _pieces(text: str, file: str, room: float) -> Iterator[str]:
    """Words, broken where one is wider than the room."""
    for piece in _PIECE.findall(text):
        while _width(file, piece.rstrip()) > room:
            part = partial(_width_of_part, file, piece)
            at = max(1, bisect_right(range(len(piece)), room, key=part) - 1)
            yield piece[:at]
            piece = piece[at:]
        yield piece


def _width_of_part(file: str, text: str, end: int) -> float:
    return font_of(file, MEASURED).getlength(text[:end])


def _cut(line: str, file: str, room: float) -> str:
    while line and _width(file, f"{line}…") > room:
        line = line[:-1].rstrip()
    return f"{line.rstrip('.,;:!?–—- ')}…"


def _png(canvas: Image.Image, accent: Colour) -> bytes:
    """canvas: the words, white on black."""
    edge = SIZE[1] - BAND
    image = canvas.point([value * SHADES // 256 for value in range(256)])
    band = image.crop((0, edge, *SIZE)).point([(value + SHADES) % 256 for value in range(256)])
    image.paste(band, (0, edge))
    colours = [*_ramp(PAPER, INK), *_ramp(accent, readable_on(accent))]
    image.putpalette([part for colour in colours for part in colour])
    file = BytesIO()
    image.save(file, "PNG", compress_level=1)  # a quarter larger than the best, in two thirds of the time
    return file.getvalue()


def _ramp(ground: Colour, ink: Colour) -> Iterator[Colour]:
    for step in range(SHADES):
        red, green, blue = (round(a + (b - a) * step / (SHADES - 1)) for a, b in zip(ground, ink, strict=True))
        yield red, green, blue
