"""Draws the pictures of the sample newspaper: illustrations in layers, the same on every run.

Run it as `python docs/sample_pictures.py content/photos starter/content/photos`. Every scene is a function named in
`SCENES`, or in `STARTER` for what `newsgen init` makes, drawn with Pillow on a `Canvas` whose units are those of
the finished picture of 1600 by 900; the drawing itself is made at double size and reduced at the end, which smooths the
edges. The portraits are abstract: one head, five palettes.
"""

import itertools
import math
import random
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

WIDTH, HEIGHT, SCALE = 1600, 900, 2
EDGE = 178  # the value of Pillow's radial gradient where its circle touches the square's side
Point = tuple[float, float]
Line = Callable[[float], float]


class Canvas:
    """A picture in progress; x grows to the right, y downwards, both in units of the finished picture."""

    def __init__(self, seed: int, *sky: str, width: int = WIDTH, height: int = HEIGHT) -> None:
        self.width, self.height = width, height
        self.dice = random.Random(seed)
        self.image = Image.new("RGB", (width * SCALE, height * SCALE))
        self.pen = ImageDraw.Draw(self.image)
        self.bands(0, height, *sky)

    # Flat shapes

    def shape(self, points: Iterable[Point], colour: str) -> None:
        self.pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=colour)

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self.shape([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], colour)

    def oval(self, x: float, y: float, across: float, down: float, colour: str) -> None:
        edges = (x - across, y - down, x + across, y + down)
        self.pen.ellipse([edge * SCALE for edge in edges], fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        self.oval(x, y, radius, radius, colour)

    def line(self, points: Sequence[Point], colour: str, width: float = 2) -> None:
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self.pen.line(scaled, fill=colour, width=max(1, round(width * SCALE)), joint="curve")

    # Soft light

    def bands(self, top: float, bottom: float, *colours: str) -> None:
        """A gradient from top to bottom through the colours, at equal steps."""
        stops = [ImageColor.getrgb(colour)[:3] for colour in colours]
        rows = max(1, round((bottom - top) * SCALE))
        column = Image.new("RGB", (1, rows))
        for row in range(rows):
            place = row / max(1, rows - 1) * (len(stops) - 1)
            first = min(int(place), len(stops) - 2) if len(stops) > 1 else 0
            last = min(first + 1, len(stops) - 1)
            mixed = [round(a + (b - a) * (place - first)) for a, b in zip(stops[first], stops[last], strict=True)]
            column.putpixel((0, row), (mixed[0], mixed[1], mixed[2]))
        self.image.paste(column.resize((self.width * SCALE, rows)), (0, round(top * SCALE)))

    def tint(self, mask: Image.Image, colour: str, left: float = 0, top: float = 0) -> None:
        corner = (round(left * SCALE), round(top * SCALE))
        self.image.paste(Image.new("RGB", mask.size, colour), corner, mask)

    def glow(self, x: float, y: float, radius: float, colour: str, strength: float = 0.6) -> None:
        steps = [round(255 * strength * max(0, 1 - v / EDGE) ** 2) for v in range(256)]
        size = max(2, round(2 * radius * SCALE))
        fade = Image.radial_gradient("L").resize((size, size), Image.Resampling.BICUBIC).point(steps)
        self.tint(fade, colour, x - radius, y - radius)

    def veil(self, top: float, bottom: float, colour: str, strength: float = 0.5) -> None:
        """A band of mist: thickest in the middle, nothing at its edges."""
        rows = round((bottom - top) * SCALE)
        column = Image.new("L", (1, rows))
        for row in range(rows):
            column.putpixel((0, row), round(255 * strength * math.sin(math.pi * row / rows) ** 2))
        self.tint(column.resize((self.width * SCALE, rows)), colour, 0, top)

    def soft(self, shapes: Iterable[Sequence[Point]], colour: str, blur: float, strength: float) -> None:
        """Blurred polygons: beams, rays, smoke."""
        small = Image.new("L", (self.width // 2, self.height // 2))
        pen = ImageDraw.Draw(small)
        for points in shapes:
            pen.polygon([(x / 2, y / 2) for x, y in points], fill=round(255 * strength))
        small = small.filter(ImageFilter.GaussianBlur(blur / 2))
        self.tint(small.resize(self.image.size, Image.Resampling.BICUBIC), colour)

    def clouds(self, count: int, top: float, bottom: float, colour: str, strength: float, stretch: float = 7) -> None:
        small = Image.new("L", (self.width // 4, self.height // 4))
        for _ in range(count):
            x, y = self.dice.uniform(-80, self.width + 80) / 4, self.dice.uniform(top, bottom) / 4
            down = self.dice.uniform(1.5, 6)
            puff = Image.new("L", small.size)
            edges = (x - down * stretch, y - down, x + down * stretch, y + down)
            ImageDraw.Draw(puff).ellipse(edges, fill=round(255 * strength * self.dice.uniform(0.4, 1)))
            small = ImageChops.lighter(small, puff)
        small = small.filter(ImageFilter.GaussianBlur(2.5))
        self.tint(small.resize(self.image.size, Image.Resampling.BICUBIC), colour)

    # Land, sky and water

    def ridge(self, base: float, height: float, colour: str, rough: float = 1.0) -> Line:
        """A line of hills down to the bottom edge; what comes back tells how high it is at any x."""
        waves = [(self.dice.uniform(0.6, 1.4) * n * rough / 420, self.dice.uniform(0, 7), 1 / n) for n in (1, 2, 4, 9)]

        def top(x: float) -> float:
            return base - height * sum(size * math.sin(x * rate + shift) for rate, shift, size in waves) / 1.6

        points = [(x, top(x)) for x in range(-4, self.width + 8, 4)]
        self.shape([*points, (self.width + 4, self.height), (-4, self.height)], colour)
        return top

    def stars(self, count: int, bottom: float, colour: str = "#f4f1e2") -> None:
        for _ in range(count):
            x, y = self.dice.uniform(0, self.width), self.dice.uniform(0, bottom)
            size = self.dice.choice([0.5, 0.6, 0.8, 0.8, 1.0, 1.6])
            self.disc(x, y, size, colour)
            if size > 1.5:
                self.glow(x, y, 9, colour, 0.5)

    def reflect(self, horizon: float, tint: str, strength: float = 0.35, ripple: float = 14) -> None:
        """Water below the horizon: what stands above it, upside down, rippled and tinted."""
        wide, line = self.image.width, round(horizon * SCALE)
        deep = self.image.height - line
        mirror = self.image.crop((0, 0, wide, line)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        mirror = mirror.resize((wide, deep), Image.Resampling.BILINEAR)
        mirror = Image.blend(mirror, Image.new("RGB", mirror.size, tint), strength)
        row = 0
        while row < deep:
            near = row / deep
            thick = 2 + round(near * 9)
            shift = self.dice.gauss(0, 1) * ripple * (0.15 + near)
            strip = mirror.crop((0, row, wide, min(deep, row + thick)))
            self.image.paste(ImageChops.offset(strip, round(shift), 0), (0, line + row))
            row += thick

    def glints(self, x: float, spread: float, top: float, bottom: float, colour: str, count: int = 160) -> None:
        """Short strokes of light on the water, wider apart the nearer they are."""
        for _ in range(count):
            near = self.dice.random() ** 1.4
            y = top + near * (bottom - top)
            middle = x + self.dice.gauss(0, spread * (0.25 + 0.75 * near))
            half = self.dice.uniform(3, 9 + 26 * near)
            self.oval(middle, y, half, 0.5 + 1.5 * near, colour)

    def finish(self, grain: int = 4) -> Image.Image:
        picture = self.image.resize((self.width, self.height), Image.Resampling.LANCZOS)
        noise = Image.frombytes("L", picture.size, self.dice.randbytes(self.width * self.height))
        noise = noise.filter(ImageFilter.GaussianBlur(0.7)).point([v * grain // 128 for v in range(256)])
        return ImageChops.add(picture, Image.merge("RGB", (noise, noise, noise)), 1, -grain)


# Outlines, written as in SVG: "across,down across,down ..."


def path(outline: str) -> list[Point]:
    pairs = [pair.split(",") for pair in outline.split()]
    return [(float(x), float(y)) for x, y in pairs]


def near(x: float, y: float, size: float, outline: str) -> list[Point]:
    """The outline around a point, in shares of a size."""
    return [(x + size * across, y + size * down) for across, down in path(outline)]


# Things that more than one scene shows


def house(c: Canvas, x: float, foot: float, width: float, height: float, wall: str, roof: str, lit: str) -> None:
    c.box(x, foot - height, width, height, wall)
    c.shape(
        [(x - 5, foot - height), (x + width / 2, foot - height - width * 0.32), (x + width + 5, foot - height)], roof
    )
    columns, rows = max(1, int(width // 30)), max(1, int(height // 44))
    for column in range(columns):
        for row in range(rows):
            if c.dice.random() < 0.62:
                left = x + width * (column + 0.5) / columns - 6
                c.box(left, foot - height + 14 + row * 42, 12, 19, lit)


def street(c: Canvas, foot: float, start: float, end: float, walls: Sequence[str], roof: str, lit: str) -> None:
    """Houses side by side, as in a harbour's front row."""
    x = start
    while x < end:
        width, height = c.dice.uniform(58, 112), c.dice.uniform(70, 175)
        house(c, x, foot, width, height, c.dice.choice(walls), roof, lit)
        x += width + c.dice.choice([0, 0, 4, 12])


def tree(c: Canvas, x: float, foot: float, size: float, leaf: str, light: str, trunk: str = "#3b2f2a") -> None:
    c.shape(near(x, foot, size, "-0.1,0 -0.05,-1 0.07,-1 0.12,0"), trunk)
    for colour, lift, count in ((leaf, 0.0, 13), (light, 0.16, 8)):
        for _ in range(count):
            turn, away = c.dice.uniform(0, 2 * math.pi), c.dice.random() * size * (0.5 - lift)
            across = x - lift * size * 0.6 + 1.25 * away * math.cos(turn)
            c.disc(
                across,
                foot - size * (1.1 + lift) + away * 0.7 * math.sin(turn),
                size * c.dice.uniform(0.16, 0.27),
                colour,
            )


def cypress(c: Canvas, x: float, foot: float, size: float, colour: str) -> None:
    c.shape(near(x, foot, size, "0,-1 0.09,-0.5 0.08,0 -0.08,0 -0.09,-0.5"), colour)


def pine(c: Canvas, x: float, foot: float, size: float, colour: str) -> None:
    for step in range(4):
        half, low = size * (0.13 + 0.06 * step), foot - size * (0.72 - 0.2 * step)
        c.shape([(x, low - size * 0.32), (x + half, low), (x - half, low)], colour)
    c.box(x - size * 0.03, foot - size * 0.14, size * 0.06, size * 0.14, colour)


def boat(c: Canvas, x: float, water: float, size: float, hull: str, cabin: str) -> None:
    c.line(
        [(x + size * 0.1, water - size * 0.2), (x + size * 0.1, water - size * 1.15)], "#2a2730", max(1.5, size / 45)
    )
    c.line([(x + size * 0.1, water - size * 1.1), (x + size * 0.6, water - size * 0.26)], "#2a2730", 1)
    c.box(x - size * 0.3, water - size * 0.5, size * 0.33, size * 0.28, cabin)
    c.box(x - size * 0.24, water - size * 0.43, size * 0.2, size * 0.1, "#33465a")
    c.shape(near(x, water, size, "-0.62,-0.26 0.72,-0.36 0.5,0 -0.52,0"), hull)
    c.line([(x - size * 0.6, water - size * 0.2), (x + size * 0.66, water - size * 0.29)], "#f3ead8", max(1, size / 40))


def gull(c: Canvas, x: float, y: float, size: float, colour: str) -> None:
    left = [(x - size, y - size * 0.25), (x - size * 0.5, y - size * 0.5), (x, y)]
    c.line(left, colour, max(1.5, size / 8))
    c.line([(2 * x - a, b) for a, b in left], colour, max(1.5, size / 8))


def lighthouse(c: Canvas, x: float, foot: float, size: float, wall: str, stripe: str, lamp: str) -> None:
    def width(height: float) -> float:
        return size * (0.13 - 0.055 * height)

    for number in range(5):
        low, high = number / 5, (number + 1) / 5
        c.shape(
            [
                (x - width(low), foot - size * low),
                (x - width(high), foot - size * high),
                (x + width(high), foot - size * high),
                (x + width(low), foot - size * low),
            ],
            (wall, stripe)[number % 2],
        )
    c.box(x - size * 0.1, foot - size * 1.02, size * 0.2, size * 0.025, "#2b2a33")
    c.box(x - size * 0.05, foot - size * 1.12, size * 0.1, size * 0.1, lamp)
    c.shape(
        [(x - size * 0.07, foot - size * 1.12), (x, foot - size * 1.21), (x + size * 0.07, foot - size * 1.12)],
        "#2b2a33",
    )


def person(c: Canvas, x: float, foot: float, size: float, colour: str, legs: str = "") -> None:
    def part(points: Sequence[Point], width: float, paint: str) -> None:
        c.line([(x + across * size, foot - up * size) for across, up in points], paint, width * size)

    for side in (-1, 1):
        part([(side * 0.05, 0.48), (side * 0.065, 0.01)], 0.085, legs or colour)
        part([(side * 0.112, 0.76), (side * 0.14, 0.58), (side * 0.13, 0.42)], 0.06, colour)
    c.shape(
        [
            (x + across * size, foot - up * size)
            for across, up in (
                (-0.13, 0.78),
                (-0.07, 0.82),
                (0.07, 0.82),
                (0.13, 0.78),
                (0.1, 0.56),
                (0.115, 0.42),
                (-0.115, 0.42),
                (-0.1, 0.56),
            )
        ],
        colour,
    )
    c.box(x - size * 0.03, foot - size * 0.86, size * 0.06, size * 0.07, colour)
    c.oval(x, foot - size * 0.91, size * 0.072, size * 0.088, colour)


def lamp_post(c: Canvas, x: float, foot: float, size: float, light: str) -> None:
    c.line([(x, foot), (x, foot - size)], "#1d1c27", max(2, size / 60))
    c.glow(x, foot - size, size * 0.75, light, 0.55)
    c.disc(x, foot - size, size * 0.035, "#fff6d8")


def wave(c: Canvas, base: float, height: float, length: float, colour: str, crest: str = "") -> None:
    """One line of pointed waves, filled to the bottom edge."""
    shift = c.dice.uniform(0, length)
    tops = [
        (x, base - height * (1 - abs(math.sin(math.pi * (x + shift) / length))) ** 1.5 - 6 * math.sin(x / 90))
        for x in range(-4, c.width + 8, 4)
    ]
    c.shape([*tops, (c.width + 4, c.height), (-4, c.height)], colour)
    if crest:
        c.line(tops, crest, 2)


# Scenes: the coast


def harbour_dusk(c: Canvas) -> None:
    c.clouds(26, 90, 330, "#ffc9a3", 0.55)
    c.glow(1120, 470, 560, "#ffd9a0", 0.8)
    c.disc(1120, 455, 46, "#fff0c9")
    c.ridge(470, 70, "#8a6f92")
    c.ridge(520, 42, "#6b5880")
    street(c, 566, 40, 760, ["#7d5a72", "#8d6470", "#6a5072", "#9a7070"], "#4c3a56", "#ffdf9b")
    street(c, 570, 930, 1300, ["#6a5072", "#7d5a72"], "#43344f", "#ffdf9b")
    c.box(0, 556, WIDTH, 16, "#3f3450")
    lighthouse(c, 1462, 566, 210, "#d9c3bd", "#a8555f", "#fff2b8")
    c.reflect(572, "#4a3f66", 0.3)
    c.glints(1120, 60, 580, 880, "#ffe3b0", 210)
    for x, y, size in ((300, 690, 120), (610, 650, 84), (1330, 760, 165)):
        boat(c, x, y, size, "#35506b", "#d9cdbd")


def storm_sea(c: Canvas) -> None:
    c.clouds(60, 0, 380, "#39454f", 0.75, 11)
    c.clouds(30, 150, 420, "#b9c3bf", 0.35, 14)
    c.soft([[(980, 0), (1120, 0), (1290, 520), (1050, 520)]], "#d8ddcf", 40, 0.28)
    c.shape([(1130, 620), (1200, 530), (1330, 512), (1480, 540), (1600, 600), (1600, 700), (1130, 700)], "#2c3238")
    lighthouse(c, 1320, 520, 290, "#e4e2d6", "#a34a44", "#fff3b4")
    c.glow(1320, 208, 210, "#fff0b8", 0.75)
    for number, (colour, crest) in enumerate(
        (("#5c7377", "#8fa5a3"), ("#4a6469", "#93aaa7"), ("#395358", "#b0c2bb"), ("#2a4247", "#c3d0c8"))
    ):
        wave(c, 600 + 84 * number, 34 + 20 * number, 230 + 90 * number, colour, crest)
    for _ in range(260):
        c.disc(c.dice.gauss(1150, 46), 620 - abs(c.dice.gauss(0, 70)), c.dice.uniform(1, 4), "#dfe6df")
    for _ in range(300):
        x, y = c.dice.uniform(0, WIDTH), c.dice.uniform(0, HEIGHT)
        c.line([(x, y), (x - 14, y + 30)], "#9aabac", 0.6)


def ferry(c: Canvas) -> None:
    c.clouds(30, 60, 360, "#ffffff", 0.7, 9)
    c.ridge(520, 60, "#9dbbc4")
    c.ridge(545, 34, "#7ba3ae")
    c.bands(560, 900, "#5fa0b1", "#2f7791", "#1d5873")
    c.glints(700, 700, 570, 890, "#a6d2d8", 420)
    hull = [(420, 580), (1240, 560), (1330, 540), (1262, 668), (470, 668)]
    c.shape(hull, "#1f3f63")
    c.shape([(445, 636), (1290, 632), (1262, 668), (470, 668)], "#b3463e")
    c.shape([(470, 500), (1170, 490), (1220, 566), (440, 582)], "#f5f1e6")
    c.shape([(540, 440), (1080, 432), (1110, 492), (520, 500)], "#ebe5d6")
    c.shape([(960, 392), (1050, 390), (1075, 434), (950, 436)], "#f5f1e6")
    c.shape([(660, 350), (750, 350), (770, 440), (650, 442)], "#d9853b")
    c.box(655, 350, 100, 20, "#1f3f63")
    for row, left, count in ((520, 490, 17), (458, 560, 13)):
        for number in range(count):
            c.box(left + number * 40, row + 2, 22, 18, "#45708a")
    c.soft([[(690, 345), (730, 345), (560, 230), (380, 190), (400, 170), (600, 200)]], "#c9cfcf", 16, 0.6)
    c.line([(470, 668), (1262, 668)], "#e8f3f1", 5)
    c.glints(300, 130, 664, 720, "#eef6f2", 140)
    for x, y, size in ((240, 250, 30), (330, 300, 22), (1320, 210, 34), (1420, 280, 20), (1180, 300, 16)):
        gull(c, x, y, size, "#47606c")


def regatta(c: Canvas) -> None:
    c.clouds(22, 60, 300, "#ffffff", 0.8, 8)
    c.ridge(500, 50, "#a9c4b8")
    c.ridge(520, 30, "#7fa898")
    c.bands(530, 900, "#73c2c4", "#2f93a8", "#166a8a")
    c.glints(800, 800, 540, 890, "#c8ecea", 520)
    sails = ["#f0663f", "#fdfaf0", "#f2b632", "#2f5d8c", "#d8425a", "#fdfaf0", "#3d9a73"]
    places = [
        (210, 585, 120),
        (430, 600, 150),
        (1500, 590, 130),
        (1280, 620, 180),
        (660, 650, 230),
        (1010, 720, 330),
        (330, 800, 420),
    ]
    for (x, y, size), colour in zip(places, sails, strict=True):
        c.shape([(x, y - size), (x, y - size * 0.12), (x - size * 0.42, y - size * 0.14)], colour)
        c.shape(near(x, y, size, "0.03,-0.86 0.34,-0.14 0.03,-0.14"), "#f7efe0")
        c.line([(x + size * 0.012, y), (x + size * 0.012, y - size * 1.02)], "#5a4636", max(2, size / 90))
        c.shape(near(x, y, size, "-0.46,-0.1 0.46,-0.12 0.3,0 -0.38,0"), "#5a2f2a")
        c.glints(x, size * 0.3, y, y + size * 0.12, "#e4f6f3", 40)


def moored_boats(c: Canvas) -> None:
    c.clouds(24, 60, 300, "#fff3df", 0.6)
    c.glow(330, 300, 420, "#fff1cf", 0.8)
    c.ridge(450, 60, "#a4b7bf")
    c.ridge(490, 46, "#7f9aa6")
    street(c, 548, 880, 1600, ["#e8d9c2", "#dcb59a", "#cfd3c6", "#e9c9a8"], "#b0654c", "#5c7c8c")
    c.box(820, 540, 800, 18, "#8a7b6d")
    c.reflect(556, "#5f8f9c", 0.3)
    hulls = ["#2f6d8f", "#c9523f", "#3f8f72", "#e1a23a", "#7a4f7a"]
    for number, hull in enumerate(hulls):
        boat(c, 190 + number * 290, 690 + 44 * (number % 2) + 12 * number, 150 + 16 * number, hull, "#f6efe2")
        c.glints(190 + number * 290, 90, 694 + 44 * (number % 2) + 12 * number, 800, "#d8ebe8", 40)


def lighthouse_night(c: Canvas) -> None:
    c.stars(420, 560)
    c.glow(380, 400, 250, "#dfe6f5", 0.5)
    c.disc(380, 400, 42, "#f3efdd")
    c.disc(368, 392, 9, "#e2ddc9")
    c.disc(394, 412, 12, "#e2ddc9")
    c.soft([[(1085, 268), (0, 60), (0, 180)], [(1085, 268), (1600, 330), (1600, 420)]], "#ffeeb4", 12, 0.42)
    c.ridge(570, 18, "#1b2c49")
    c.reflect(592, "#12203c", 0.45)
    c.glints(380, 34, 600, 880, "#c9d3e6", 110)
    c.shape(path("780,690 860,622 960,590 1080,572 1230,590 1370,640 1600,660 1600,900 640,900"), "#0e1728")
    c.shape([(700, 830), (980, 700), (1300, 690), (1600, 740), (1600, 900), (660, 900)], "#0a1120")
    lighthouse(c, 1085, 586, 282, "#d5d8e2", "#8a3d48", "#fff6cf")
    house(c, 1150, 596, 90, 60, "#6d7690", "#3a3350", "#ffdf94")
    c.glow(1085, 268, 190, "#fff2bf", 0.9)


def salt_pans(c: Canvas) -> None:
    c.clouds(34, 60, 330, "#ffd9d3", 0.7, 10)
    c.glow(800, 400, 520, "#fff2d2", 0.75)
    c.disc(800, 372, 36, "#fffbe8")
    c.ridge(420, 26, "#a98aa8")
    c.reflect(440, "#e4aeb6", 0.25, 6)
    rows = [440, 462, 496, 548, 626, 742, 900]
    for top, bottom in itertools.pairwise(rows):
        c.shape(
            [(0, bottom - (bottom - top) * 0.1), (WIDTH, bottom - (bottom - top) * 0.1), (WIDTH, bottom), (0, bottom)],
            "#8d6f77",
        )
    for place in range(-9, 10):
        near, far = 800 + place * 330, 800 + place * 34
        c.shape([(far, 440), (far + 3, 440), (near + 30, 900), (near, 900)], "#8d6f77")
    for x, y, size in ((240, 600, 60), (420, 520, 30), (1180, 545, 40), (1390, 690, 95), (980, 490, 20)):
        c.shape([(x - size, y), (x, y - size * 0.95), (x + size, y)], "#fff8ee")
        c.shape([(x, y - size * 0.95), (x + size, y), (x + size * 0.2, y)], "#e3cdd0")
    for number in range(9):
        flamingo(c, 520 + number * 52 + c.dice.uniform(-9, 9), 668 + c.dice.uniform(-10, 40), c.dice.uniform(46, 62))


def flamingo(c: Canvas, x: float, foot: float, size: float) -> None:
    c.line([(x, foot), (x, foot - size * 0.6)], "#b0596a", 2)
    c.line([(x + size * 0.12, foot), (x + size * 0.1, foot - size * 0.6)], "#b0596a", 2)
    c.oval(x + size * 0.05, foot - size * 0.72, size * 0.3, size * 0.15, "#f08c9b")
    c.line(near(x, foot, size, "0.28,-0.72 0.38,-1 0.26,-1.2 0.4,-1.36"), "#f4a2ad", 4)
    c.line([(x + size * 0.4, foot - size * 1.36), (x + size * 0.52, foot - size * 1.24)], "#5a3340", 4)


def seagrass(c: Canvas) -> None:
    rays = [
        [(x, -20), (x + 90, -20), (x * 1.1 - 160 + 190, 860), (x * 1.1 - 210, 860)] for x in (180, 470, 760, 1120, 1390)
    ]
    c.soft(rays, "#d9f6e6", 30, 0.3)
    c.ridge(800, 34, "#1b5a66")
    for shade, low in (("#1f6a5f", 830), ("#2a8265", 870), ("#48a06a", 915)):
        for _ in range(190):
            blade(c, c.dice.uniform(-20, WIDTH + 20), low + c.dice.uniform(-10, 30), c.dice.uniform(90, 260), shade)
    for _ in range(46):
        x, y = c.dice.gauss(980, 210), c.dice.gauss(330, 80)
        fish(c, x, y, c.dice.uniform(13, 24), c.dice.choice(["#f2c14e", "#f7dc9a", "#e58e4a"]))
    for _ in range(60):
        c.disc(c.dice.gauss(380, 60), c.dice.uniform(60, 640), c.dice.uniform(2, 6), "#c9eee6")


def blade(c: Canvas, x: float, foot: float, size: float, colour: str) -> None:
    lean, points = c.dice.uniform(-50, 70), []
    for step in range(9):
        rise = step / 8
        points.append((x + lean * rise**2 + 9 * math.sin(rise * 5 + x), foot - size * rise))
    c.line(points, colour, c.dice.uniform(4, 8))


def fish(c: Canvas, x: float, y: float, size: float, colour: str) -> None:
    c.oval(x, y, size, size * 0.4, colour)
    c.shape([(x + size * 0.8, y), (x + size * 1.5, y - size * 0.4), (x + size * 1.5, y + size * 0.4)], colour)
    c.disc(x - size * 0.6, y - size * 0.08, size * 0.1, "#12323c")


def shipyard(c: Canvas) -> None:
    c.clouds(30, 40, 340, "#ffe0bd", 0.6, 10)
    c.glow(420, 520, 560, "#ffe2ad", 0.8)
    c.ridge(560, 34, "#b0867a")
    for x, size, colour in ((260, 420, "#5d4a5a"), (1150, 500, "#43394e"), (1420, 380, "#6a5260")):
        crane(c, x, 640, size, colour)
    c.shape([(430, 560), (1050, 540), (1120, 510), (1060, 660), (480, 660)], "#2f5670")
    c.shape([(480, 500), (960, 492), (1010, 545), (460, 562)], "#e8e0d0")
    for number in range(11):
        c.box(505 + number * 40, 514, 20, 16, "#c98f5c")
    for x in range(440, 1100, 60):
        c.line([(x, 480), (x, 664)], "#7a6256", 2)
    for y in (482, 540, 600):
        c.line([(430, y), (1110, y)], "#7a6256", 2)
    c.box(0, 640, WIDTH, 34, "#3a3142")
    c.reflect(672, "#4c4056", 0.35, 10)
    for x in (560, 780, 930):
        c.glow(x, 585, 60, "#fff0c4", 0.9)


def crane(c: Canvas, x: float, foot: float, size: float, colour: str) -> None:
    for side in (-0.12, 0.12):
        c.line([(x + size * side * 1.4, foot), (x + size * side * 0.5, foot - size)], colour, 9)
    for step in range(1, 7):
        half = size * (0.17 - 0.016 * step)
        c.line([(x - half, foot - size * step / 7), (x + half * 0.86, foot - size * (step + 0.8) / 7)], colour, 4)
    c.line([(x - size * 0.35, foot - size * 0.98), (x + size * 0.75, foot - size * 1.02)], colour, 11)
    c.line([(x, foot - size * 1.2), (x + size * 0.72, foot - size * 1.02)], colour, 3)
    c.line([(x, foot - size * 1.2), (x - size * 0.33, foot - size * 0.98)], colour, 3)
    c.line([(x, foot - size), (x, foot - size * 1.2)], colour, 7)
    c.line([(x + size * 0.58, foot - size * 1.02), (x + size * 0.58, foot - size * 0.6)], colour, 2)
    c.box(x - size * 0.34, foot - size * 0.98, size * 0.13, size * 0.1, colour)


# Scenes: hills and fields


def hills_morning(c: Canvas) -> None:
    c.glow(1180, 300, 520, "#fff3c9", 0.9)
    c.disc(1180, 280, 54, "#fffbe6")
    for number, colour in enumerate(("#c6b9c9", "#a9a5bf", "#8590ad", "#647b98", "#47657f", "#2f4d63")):
        base = 400 + number * 84
        c.ridge(base, 66 - number * 4, colour, 1 + number * 0.12)
        c.veil(base + 12, base + 120, "#fbe9d6", 0.4)
    top = c.ridge(870, 26, "#1f3644")
    for _ in range(34):
        x = c.dice.uniform(0, WIDTH)
        cypress(c, x, top(x) + 6, c.dice.uniform(40, 110), "#1a2f3c")


def viaduct(c: Canvas) -> None:
    c.clouds(20, 40, 260, "#fff4dd", 0.6)
    c.glow(300, 250, 420, "#fff0c4", 0.7)
    c.ridge(410, 80, "#b5b98f")
    c.ridge(500, 70, "#93a274")
    c.veil(470, 640, "#f7ecd0", 0.55)
    c.ridge(640, 60, "#738a5b")
    for left in range(-60, 1600, 190):
        bay(c, left)
    c.box(0, 386, WIDTH, 12, "#8d6a50")
    train(c, 420, 386)
    low = c.ridge(850, 40, "#4e6b45")
    for _ in range(42):
        x = c.dice.uniform(0, WIDTH)
        pine(c, x, low(x) + 14, c.dice.uniform(60, 150), c.dice.choice(["#3c5a3c", "#345036", "#46633f"]))


def bay(c: Canvas, left: float) -> None:
    """One arch of the viaduct with the pier on its left."""
    middle, spring, radius = left + 113, 560, 76
    inner = [
        (middle + radius * math.cos(turn / 20 * math.pi), spring - radius * math.sin(turn / 20 * math.pi))
        for turn in range(21)
    ]
    c.shape([(left, 392), (left + 191, 392), (left + 191, spring), *inner, (left, spring)], "#c9a17b")
    c.shape([(left, spring), (left + 37, spring), (left + 44, 890), (left - 7, 890)], "#c9a17b")
    c.shape([(left + 24, spring), (left + 37, spring), (left + 44, 890), (left + 27, 890)], "#a67f5f")
    c.line(inner, "#a67f5f", 9)
    c.box(left - 4, spring - 6, 45, 10, "#b98f6c")
    for row in range(410, 480, 22):
        start = left + c.dice.uniform(0, 90)
        c.line([(start, row), (start + c.dice.uniform(30, 80), row)], "#b98f6c", 1.5)
    c.box(left, 398, 191, 5, "#a67f5f")


def train(c: Canvas, x: float, rail: float) -> None:
    for number in range(3):
        left = x + number * 196
        c.box(left, rail - 84, 186, 66, "#a8392f")
        c.box(left, rail - 96, 186, 14, "#efe4cc")
        c.box(left, rail - 40, 186, 7, "#efe4cc")
        for window in range(5):
            c.box(left + 14 + window * 34, rail - 74, 22, 26, "#fbe3a2")
        for wheel in (30, 62, 124, 156):
            c.disc(left + wheel, rail - 10, 11, "#2e2a2c")
    left = x + 588
    c.box(left, rail - 100, 60, 82, "#2f4f45")
    c.box(left + 12, rail - 88, 34, 30, "#fbe3a2")
    c.box(left + 60, rail - 72, 96, 54, "#2f4f45")
    c.box(left + 124, rail - 104, 18, 34, "#23392f")
    for wheel in (24, 66, 100, 134):
        c.disc(left + wheel, rail - 12, 13, "#2e2a2c")
    c.soft(
        [
            [
                (left + 130, 272),
                (left + 142, 272),
                (left + 60, 190),
                (left - 220, 140),
                (left - 240, 170),
                (left + 20, 220),
            ]
        ],
        "#f4efe6",
        18,
        0.9,
    )


def olive_grove(c: Canvas) -> None:
    c.clouds(18, 50, 260, "#fff6e0", 0.6)
    c.ridge(400, 60, "#a6b6b0")
    c.ridge(450, 40, "#8aa294")
    c.bands(470, 900, "#c9b27c", "#b8935a", "#8f6a42")
    for place in range(-12, 13):
        c.shape(
            [(800 + place * 44, 470), (806 + place * 44, 470), (830 + place * 270, 900), (790 + place * 270, 900)],
            "#a98450",
        )
    for row in range(6):
        near = row / 5
        foot, size = 492 + 380 * near**1.7, 34 + 170 * near**1.5
        for place in range(-9, 10):
            x = 800 + (place + 0.5 * (row % 2)) * (74 + 330 * near**1.5)
            if -150 < x < WIDTH + 150:
                c.oval(x + size * 0.35, foot + 2, size * 0.7, size * 0.09, "#7d5f3c")
                tree(c, x, foot, size, "#5f7452", "#93a57f", "#4a3a2e")


def wind_turbines(c: Canvas) -> None:
    c.clouds(34, 80, 420, "#ffcf9e", 0.65, 10)
    c.glow(480, 560, 620, "#fff0b8", 0.9)
    c.disc(480, 540, 60, "#fff7d6")
    c.ridge(620, 60, "#c98a6b")
    c.ridge(680, 50, "#a2685c")
    back = c.ridge(730, 44, "#79504f")
    for x, size in ((180, 230), (360, 250), (700, 240), (960, 260), (1500, 230)):
        turbine(c, x, back(x) + 8, size, "#6d4a4c")
    front = c.ridge(830, 48, "#4a353f")
    for x, size in ((520, 460), (1200, 560)):
        turbine(c, x, front(x) + 10, size, "#f6e9dc")


def turbine(c: Canvas, x: float, foot: float, size: float, colour: str) -> None:
    hub = foot - size
    c.shape(
        [(x - size * 0.022, foot), (x - size * 0.01, hub), (x + size * 0.01, hub), (x + size * 0.022, foot)], colour
    )
    turn = c.dice.uniform(0, 2)
    for blade_turn in (turn, turn + 2 * math.pi / 3, turn + 4 * math.pi / 3):
        tip = (x + size * 0.52 * math.sin(blade_turn), hub - size * 0.52 * math.cos(blade_turn))
        elbow = (x + size * 0.14 * math.sin(blade_turn + 0.2), hub - size * 0.14 * math.cos(blade_turn + 0.2))
        c.shape([(x, hub), elbow, tip], colour)
    c.disc(x, hub, size * 0.022, colour)


def snow_village(c: Canvas) -> None:
    c.stars(150, 330)
    c.ridge(380, 90, "#8fa3c2")
    c.ridge(470, 80, "#aebdd6")
    wood = c.ridge(560, 50, "#c8d3e4")
    for _ in range(90):
        x = c.dice.uniform(0, WIDTH)
        pine(c, x, wood(x) + c.dice.uniform(4, 60), c.dice.uniform(30, 70), "#51668a")
    c.ridge(700, 40, "#e2e8f1")
    for x, foot, wide, tall in (
        (330, 680, 120, 80),
        (500, 720, 140, 95),
        (700, 690, 110, 80),
        (880, 735, 150, 100),
        (1090, 700, 120, 84),
    ):
        house(c, x, foot, wide, tall, "#6f6072", "#f4f6fa", "#ffd98a")
        c.glow(x + wide / 2, foot - 20, wide, "#ffcf85", 0.35)
    c.box(800, 560, 40, 140, "#7a6a7a")
    c.shape([(792, 560), (820, 500), (848, 560)], "#f4f6fa")
    c.ridge(830, 26, "#f3f6fb")
    for x, size in ((90, 260), (210, 190), (1420, 280), (1530, 210)):
        pine(c, x, 850, size, "#33466a")
    for _ in range(420):
        c.disc(c.dice.uniform(0, WIDTH), c.dice.uniform(0, HEIGHT), c.dice.uniform(0.8, 2.6), "#ffffff")


def fire_watch(c: Canvas) -> None:
    c.soft(
        [[(980, 520), (1060, 520), (1260, 260), (1600, 120), (1600, -20), (1150, 100), (1010, 330)]],
        "#8f6f66",
        40,
        0.75,
    )
    c.glow(1030, 540, 330, "#ff9a4d", 0.85)
    c.ridge(520, 60, "#a5624c")
    c.veil(470, 620, "#f2b184", 0.5)
    c.ridge(610, 56, "#6d4640")
    top = c.ridge(720, 50, "#3f3230")
    for _ in range(110):
        x = c.dice.uniform(0, WIDTH)
        pine(c, x, top(x) + c.dice.uniform(8, 60), c.dice.uniform(60, 130), c.dice.choice(["#33302e", "#3a3532"]))
    for side in (-1, 1):
        c.line([(390 + side * 74, 860), (390 + side * 40, 380)], "#1d1a1c", 9)
    for step in range(5):
        low, half = 840 - step * 96, 72 - step * 7
        c.line([(390 - half, low), (390 + half - 7, low - 92)], "#1d1a1c", 4)
        c.line([(390 + half, low), (390 - half + 7, low - 92)], "#1d1a1c", 4)
    c.box(318, 300, 144, 86, "#1d1a1c")
    c.box(332, 314, 116, 38, "#ffcf8c")
    person(c, 372, 384, 68, "#1d1a1c")
    c.shape([(296, 302), (390, 250), (484, 302)], "#141214")
    near = c.ridge(880, 22, "#191617")
    for x in range(20, 1600, 46):
        pine(c, x, near(x) + 20, c.dice.uniform(60, 140), "#191617")


def reservoir(c: Canvas) -> None:
    c.clouds(16, 60, 240, "#ffffff", 0.5)
    c.ridge(330, 70, "#b9a98e")
    c.ridge(410, 60, "#a38a68")
    c.shape([(0, 470), (300, 430), (1600, 430), (1600, 900), (0, 900)], "#c9ab7c")
    shore = path("250,690 420,600 700,575 1020,580 1290,625 1440,735 1200,835 780,850 400,800")
    tones = ("#bd9c6e", "#d3ba93", "#b69163", "#cbb088", "#a98558", "#5aa0ae", "#3d829a")
    for number, colour in enumerate(tones):
        grow = 1.75 - number * 0.13
        c.shape(ring(shore, (830, 705), grow), colour)
    c.glints(790, 260, 630, 800, "#8cc5cc", 150)
    c.shape([(1180, 380), (1600, 350), (1600, 640), (1250, 560)], "#a9a59b")
    c.shape([(1180, 380), (1600, 350), (1600, 372), (1184, 398)], "#c9c5b8")
    for joint in range(1230, 1600, 74):
        c.line([(joint, 392 - (joint - 1180) * 0.06), (joint + 12, 570 + (joint - 1230) * 0.2)], "#938f87", 3)
    for number in range(14):
        x, y = 130 + c.dice.uniform(0, 90), 560 + number * 22
        c.line([(x, y), (x + c.dice.uniform(30, 90), y + c.dice.uniform(-10, 12))], "#9d7c52", 2)
    c.box(700, 560, 66, 190, "#8f8a84")
    c.box(690, 548, 86, 18, "#6d6a68")
    for y in range(582, 742, 26):
        c.box(716, y, 34, 4, "#5d5a58")


def hill_road(c: Canvas) -> None:
    c.clouds(20, 40, 260, "#fffaf0", 0.7)
    c.ridge(360, 90, "#9fb5b8")
    c.ridge(450, 80, "#87a48f")
    c.ridge(560, 70, "#6f9470")
    c.ridge(660, 40, "#5c8358")
    bends = [(1180, 470), (1040, 500), (1210, 545), (900, 600), (1180, 670), (560, 760), (980, 940)]
    road = curve(bends)
    for grow, colour in ((5, "#b9c08c"), (0, "#5d5f66")):
        for x, y in road:
            wide = 10 + max(0, (y - 470) / 430) ** 1.5 * 120 + grow
            c.oval(x, y, wide / 2, wide / 3.4, colour)
    for number, share in enumerate((0.30, 0.42, 0.47, 0.58, 0.63, 0.70, 0.80)):
        x, y = road[int(share * len(road))]
        rider(c, x, y, 14 + ((y - 470) / 430) * 92, ("#e2543e", "#f3c13a", "#f6f2e8", "#2f6db0")[number % 4])
    for _ in range(60):
        x, y = c.dice.uniform(0, WIDTH), c.dice.uniform(700, 900)
        if min(abs(x - a) + abs(y - b) for a, b in road[::9]) > 150:
            tree(c, x, y, c.dice.uniform(24, 54), "#3f6544", "#5f8a56")


def ring(points: Sequence[Point], middle: Point, grow: float) -> list[Point]:
    """A closed smooth outline, made larger or smaller around its middle."""
    (left, top), around = middle, [*points[-2:], *points, *points[:2]]
    whole = curve(around)[180:-180]
    return [(left + (x - left) * grow, top + (y - top) * grow) for x, y in whole]


def curve(points: Sequence[Point]) -> list[Point]:
    """A smooth path through the points (Catmull and Rom's spline)."""
    padded = [points[0], *points, points[-1]]
    path = []
    for p, q, r, s in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for step in range(90):
            t = step / 90
            path.append((spline(p[0], q[0], r[0], s[0], t), spline(p[1], q[1], r[1], s[1], t)))
    return path


def spline(p: float, q: float, r: float, s: float, t: float) -> float:
    return 0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t**2 + (3 * q - p - 3 * r + s) * t**3)


def rider(c: Canvas, x: float, foot: float, size: float, shirt: str) -> None:
    for side in (-0.36, 0.36):
        wheel = [
            (x + side * size - size * 0.24) * SCALE,
            (foot - size * 0.48) * SCALE,
            (x + side * size + size * 0.24) * SCALE,
            foot * SCALE,
        ]
        c.pen.ellipse(wheel, outline="#1d1f26", width=max(2, round(size / 16)))
    c.line(near(x, foot, size, "-0.34,-0.24 -0.05,-0.6 0.36,-0.24"), "#1d1f26", size / 20)
    c.line(near(x, foot, size, "-0.05,-0.2 0.06,-0.45 -0.12,-0.66"), "#2a2b33", size / 9)
    c.line([(x - size * 0.12, foot - size * 0.68), (x + size * 0.16, foot - size * 0.96)], shirt, size / 4.5)
    c.line([(x + size * 0.16, foot - size * 0.92), (x + size * 0.36, foot - size * 0.62)], "#c98f6a", size / 11)
    c.disc(x + size * 0.26, foot - size * 1.1, size * 0.12, shirt)


# Scenes: the sky


def observatory(c: Canvas) -> None:
    for _ in range(90):
        along = c.dice.uniform(-200, 1800)
        c.glow(along, 620 - along * 0.42 + c.dice.gauss(0, 46), c.dice.uniform(50, 130), "#8fa0d8", 0.12)
    c.stars(760, 760)
    c.ridge(720, 60, "#18213f")
    c.ridge(790, 40, "#101830")
    for x, foot, size in ((900, 726, 150), (1240, 752, 90), (620, 760, 70)):
        dome(c, x, foot, size)
    c.ridge(850, 26, "#090f20")
    for x in (180, 240, 330, 1460, 1530):
        pine(c, x, 860, c.dice.uniform(90, 170), "#070c19")


def dome(c: Canvas, x: float, foot: float, size: float) -> None:
    c.box(x - size * 0.88, foot - size * 0.35, size * 1.76, size * 0.7, "#c3c8d6")
    c.box(x + size * 0.3, foot - size * 0.35, size * 0.58, size * 0.7, "#8e95ab")
    box = [(x - size) * SCALE, (foot - size * 1.3) * SCALE, (x + size) * SCALE, (foot + size * 0.7) * SCALE]
    c.pen.pieslice(box, 180, 360, fill="#dfe2ea")
    c.pen.pieslice([box[0] + size * 1.1 * SCALE, *box[1:]], 180, 360, fill="#a5abbe")
    c.shape(near(x, foot, size, "-0.42,-1.2 -0.16,-1.29 -0.06,-0.4 -0.32,-0.4"), "#171d33")
    c.line([(x - size * 0.18, foot - size * 0.5), (x - size * 0.36, foot - size * 1.34)], "#e9b35c", size * 0.09)
    c.box(x - size * 1.02, foot - size * 0.36, size * 2.04, size * 0.07, "#767d95")
    c.box(x - size * 0.12, foot - size * 0.02, size * 0.24, size * 0.37, "#ffd488")


def comet(c: Canvas) -> None:
    c.stars(420, 640)
    c.glow(800, 700, 620, "#e89a7a", 0.5)
    for step in range(130):
        far = step / 130
        bend = 46 * max(0, far - 0.42) * (1 if far < 0.7 else 0.4) + (14 if far > 0.7 else 0)
        c.glow(522 + 900 * far, 346 - 300 * far - bend, 16 + 40 * far, "#dcefff", 0.34 * (1 - far))
        c.glow(522 + 700 * far, 346 - 150 * far + 130 * far**2, 22 + 110 * far, "#f3d9c2", 0.13 * (1 - far) ** 1.3)
    c.glow(522, 346, 110, "#eaf6ff", 0.95)
    c.disc(522, 346, 11, "#ffffff")
    c.ridge(660, 40, "#3c3158")
    c.reflect(690, "#2c2a4e", 0.35, 10)
    c.glints(540, 60, 696, 880, "#bcd3ea", 90)
    c.shape([(0, 820), (260, 776), (560, 812), (760, 900), (0, 900)], "#12132a")
    for x, size in ((236, 92), (286, 84), (322, 56)):
        person(c, x, 792, size, "#12132a")


# Scenes: the town


def council_hall(c: Canvas) -> None:
    c.clouds(24, 40, 340, "#ffffff", 0.7, 8)
    c.box(0, 760, WIDTH, 140, "#c9bda6")
    for number in range(6):
        c.box(240 - number * 16, 700 + number * 14, 1120 + number * 32, 14, ("#e9dfc9", "#d3c6ab")[number % 2])
    c.box(280, 380, 1040, 320, "#e3d4b4")
    c.shape([(250, 380), (800, 226), (1350, 380)], "#efe4cb")
    c.shape([(330, 366), (800, 244), (1270, 366)], "#d8c7a2")
    c.disc(800, 320, 34, "#efe4cb")
    c.disc(800, 320, 27, "#4d6a7c")
    c.line([(800, 320), (800, 302)], "#f7f1df", 3)
    c.line([(800, 320), (814, 326)], "#f7f1df", 3)
    c.box(250, 380, 1100, 26, "#d2bf98")
    for number in range(5):
        arch(c, 417 + number * 189, 700, 92, 196, "#5c6f7c" if number != 2 else "#6b3b33")
    for number in range(6):
        column(c, 300 + number * 189, 406, 700)
    flag_on_roof(c)
    for x in (90, 170, 1440, 1520):
        cypress(c, x, 800, c.dice.uniform(240, 330), "#4a6b56")
    for x, size in ((420, 92), (470, 88), (930, 96), (1120, 90), (1180, 70)):
        person(c, x, 850, size, "#4b4a55")


def arch(c: Canvas, x: float, foot: float, width: float, height: float, colour: str) -> None:
    c.box(x - width / 2, foot - height + width / 2, width, height - width / 2, colour)
    c.disc(x, foot - height + width / 2, width / 2, colour)


def column(c: Canvas, x: float, top: float, foot: float) -> None:
    c.box(x, top, 46, foot - top, "#f6eedb")
    c.box(x + 30, top, 16, foot - top, "#d9caa8")
    c.box(x - 8, top, 62, 14, "#fbf6e8")
    c.box(x - 8, foot - 14, 62, 14, "#fbf6e8")


def flag_on_roof(c: Canvas) -> None:
    c.line([(800, 228), (800, 90)], "#6a5a4c", 5)
    for number, colour in enumerate(("#2f7f92", "#f6efdc", "#e0a13c")):
        edge = [(x, 94 + number * 24 + 6 * math.sin((x - 802) / 24)) for x in range(802, 922, 4)]
        c.shape([*edge, *[(x, y + 25) for x, y in reversed(edge)]], colour)


def clock_tower(c: Canvas) -> None:
    c.clouds(26, 60, 420, "#ffe3cf", 0.6, 9)
    c.glow(300, 640, 520, "#ffe6b3", 0.7)
    c.ridge(660, 40, "#b58f96")
    street(c, 800, -20, 640, ["#d99f7a", "#e8c39a", "#c98370", "#dfb08c"], "#8a4f4a", "#6b5a6c")
    street(c, 800, 960, 1640, ["#e8c39a", "#c98370", "#d99f7a"], "#8a4f4a", "#6b5a6c")
    c.box(690, 250, 220, 560, "#e9d6b3")
    c.box(850, 250, 60, 560, "#cdb28a")
    for y in (250, 500, 690):
        c.box(676, y, 248, 20, "#c8a778")
    c.shape([(676, 250), (800, 90), (924, 250)], "#a8574a")
    c.shape([(800, 90), (924, 250), (850, 250)], "#8a443c")
    c.line([(800, 92), (800, 48)], "#5a3a36", 4)
    c.disc(790, 385, 84, "#6b4a42")
    c.disc(790, 385, 74, "#fbf4e2")
    for hour in range(12):
        turn = hour * math.pi / 6
        c.disc(790 + 60 * math.sin(turn), 385 - 60 * math.cos(turn), 4, "#6b4a42")
    c.line([(790, 385), (790, 333)], "#3a2a2c", 5)
    c.line([(790, 385), (822, 403)], "#3a2a2c", 7)
    arch(c, 780, 680, 70, 130, "#6b5a5c")
    c.bands(800, 900, "#c7a184", "#9d7a68")
    for x, size in ((480, 80), (520, 74), (1060, 84), (1240, 78)):
        person(c, x, 856, size, "#54414a")


def market(c: Canvas) -> None:
    street(c, 480, -10, 1640, ["#f0dcb8", "#e7c79c", "#f3e6cd", "#dcb08a"], "#b5634c", "#7d93a0")
    c.bands(478, 900, "#d8c4a4", "#b99c7b")
    stalls = (("#d6493d", 60), ("#2f7f8f", 460), ("#e2a02f", 860), ("#4f8f5a", 1260))
    for colour, left in stalls:
        stall(c, left, colour)
    for x, foot, size, colour in (
        (420, 850, 210, "#4d4658"),
        (820, 862, 226, "#5d4450"),
        (1218, 846, 200, "#3f4f60"),
        (300, 868, 170, "#54584a"),
    ):
        person(c, x, foot, size, colour)


def stall(c: Canvas, left: float, colour: str) -> None:
    for post in (left + 8, left + 312):
        c.box(post, 400, 9, 430, "#7b5a43")
    for number in range(8):
        x = left + number * 41
        far = left + 164 + (number * 41 - 164) * 0.88
        c.shape([(far, 330), (far + 36.5, 330), (x + 41, 440), (x, 440)], (colour, "#faf3e3")[number % 2])
        c.disc(x + 20.5, 440, 20.5, (colour, "#faf3e3")[number % 2])
    c.box(left - 4, 640, 338, 20, "#8f6a4c")
    for crate in range(3):
        x, fruit = (
            left + 6 + crate * 110,
            c.dice.choice(["#e2703a", "#c93d3d", "#e8c040", "#7fa044", "#7a4a78", "#5c7a3a"]),
        )
        for _ in range(64):
            c.disc(x + c.dice.uniform(12, 92), 634 - abs(c.dice.gauss(0, 16)), 11, fruit)
            c.disc(x + c.dice.uniform(12, 92), 632 - abs(c.dice.gauss(0, 14)), 4, "#fbe6c4")
        c.box(x, 632, 104, 60, "#a97e57")
        c.box(x, 654, 104, 5, "#83603f")
    c.box(left, 692, 330, 120, "#9a7453")
    for x in range(int(left), int(left) + 330, 33):
        c.box(x, 692, 3, 120, "#83603f")


def rain_street(c: Canvas) -> None:
    street(c, 560, -20, 620, ["#2f3550", "#383d5a", "#282e47"], "#1d2237", "#f7c873")
    street(c, 560, 980, 1640, ["#2f3550", "#282e47", "#3a3f5f"], "#1d2237", "#f7c873")
    c.glow(800, 500, 420, "#7f8fc0", 0.5)
    for x, size in ((560, 190), (690, 120), (910, 120), (1040, 190), (400, 280), (1200, 280)):
        lamp_post(c, x, 566, size, "#ffd58a")
    c.reflect(562, "#1c2138", 0.35, 18)
    for x, foot, size, colour in (
        (620, 730, 170, "#c9463f"),
        (760, 690, 130, "#e0a93b"),
        (1010, 790, 230, "#3f8f9a"),
        (1130, 700, 140, "#7b5aa0"),
    ):
        person(c, x, foot, size, "#141726")
        umbrella(c, x + size * 0.08, foot - size * 0.86, size * 0.42, colour)
    for _ in range(520):
        left, top = c.dice.uniform(0, WIDTH), c.dice.uniform(0, HEIGHT)
        c.line([(left, top), (left - 5, top + c.dice.uniform(14, 34))], "#8c97bd", 0.6)


def umbrella(c: Canvas, x: float, y: float, half: float, colour: str) -> None:
    box = [(x - half) * SCALE, (y - half * 0.8) * SCALE, (x + half) * SCALE, (y + half * 0.8) * SCALE]
    c.line([(x, y - half * 0.9), (x, y + half * 0.8)], "#141726", 3)
    c.pen.pieslice(box, 180, 360, fill=colour)
    for share in (0.36, 0.7):
        inner = [(x - half * share) * SCALE, box[1], (x + half * share) * SCALE, box[3]]
        c.pen.arc(inner, 180, 360, fill="#141726", width=2)


def rooftops(c: Canvas) -> None:
    c.clouds(20, 40, 240, "#fff5e6", 0.7)
    c.bands(330, 470, "#8fc0cc", "#5d9fb4")
    c.glints(800, 700, 336, 460, "#d5ecec", 200)
    c.ridge(352, 26, "#9db4bd")
    c.bands(400, 470, "#6aa8ba", "#5d9fb4")
    for row in range(6):
        foot, size = 520 + row * 84, 78 + row * 26
        x = -60 + c.dice.uniform(0, 60)
        while x < WIDTH:
            wide, tall = size * c.dice.uniform(1.1, 1.7), size * c.dice.uniform(0.7, 1.35)
            terrace(c, x, foot, wide, tall)
            x += wide + c.dice.uniform(-6, 20)


def terrace(c: Canvas, x: float, foot: float, wide: float, tall: float) -> None:
    wall, shade = c.dice.choice(
        [("#faf4e6", "#ddd3c4"), ("#f3e2c8", "#d6c0a2"), ("#eecfb4", "#cfa98d"), ("#e9ecea", "#c6cccd")]
    )
    c.box(x, foot - tall, wide, tall + 90, wall)
    c.box(x + wide * 0.78, foot - tall, wide * 0.22, tall + 90, shade)
    if c.dice.random() < 0.6:
        c.shape(
            [
                (x - 4, foot - tall),
                (x + wide * 0.2, foot - tall - wide * 0.18),
                (x + wide * 0.8, foot - tall - wide * 0.18),
                (x + wide + 4, foot - tall),
            ],
            c.dice.choice(["#c76b4a", "#b85c42", "#d27f58"]),
        )
    else:
        c.box(x - 2, foot - tall - 8, wide + 4, 10, shade)
    for share in (0.16, 0.48):
        c.box(
            x + wide * share,
            foot - tall * 0.72,
            wide * 0.14,
            wide * 0.22,
            c.dice.choice(["#3f7f97", "#4b6a7c", "#5f8f7a"]),
        )


def ballot(c: Canvas) -> None:
    c.glow(800, 380, 620, "#fff6df", 0.8)
    c.bands(690, 900, "#b98a5f", "#8f6645")
    c.oval(800, 770, 400, 34, "#7d5739")
    c.shape([(520, 470), (1080, 470), (1080, 770), (520, 770)], "#3f7285")
    c.shape([(1080, 470), (1180, 420), (1180, 706), (1080, 770)], "#2d5566")
    c.shape([(520, 470), (620, 420), (1180, 420), (1080, 470)], "#5f97a8")
    c.shape([(690, 452), (960, 452), (984, 440), (714, 440)], "#16313d")
    c.shape([(704, 448), (760, 196), (1010, 250), (960, 448)], "#fbf7ec")
    c.line([(760, 196), (866, 352), (1010, 250)], "#d8ccb4", 4)
    c.disc(800, 610, 78, "#f4ead2")
    c.line([(760, 612), (790, 644), (846, 576)], "#c4553d", 15)
    for number, tilt in enumerate((-14, 6, -4, 12)):
        y = 744 - number * 13
        c.shape([(180, y + tilt * 0.2), (430, y), (440, y + 12), (186, y + 14)], ("#fbf7ec", "#e4dac4")[number % 2])
    c.line([(1290, 780), (1450, 690)], "#2b2f3a", 12)
    c.line([(1450, 690), (1472, 678)], "#d9a441", 12)


def school(c: Canvas) -> None:
    c.clouds(24, 50, 320, "#ffffff", 0.8, 7)
    c.ridge(520, 70, "#a7c49a")
    c.ridge(580, 50, "#86ad7c")
    c.bands(690, 900, "#d9c79e", "#bfa77a")
    c.box(260, 430, 1080, 280, "#f2d9a8")
    c.box(260, 566, 1080, 12, "#d6b47c")
    c.shape([(230, 430), (330, 340), (1270, 340), (1370, 430)], "#bb5d47")
    c.box(700, 300, 200, 410, "#f7e6c2")
    c.shape([(680, 300), (800, 210), (920, 300)], "#a34e3c")
    c.disc(800, 362, 38, "#ffffff")
    c.line([(800, 362), (800, 336)], "#3a3a44", 4)
    c.line([(800, 362), (784, 372)], "#3a3a44", 5)
    arch(c, 800, 710, 92, 170, "#3f6f7c")
    for row in (462, 596):
        for number in range(10):
            x = 300 + number * 40 if number < 5 else 940 + (number - 5) * 76
            c.box(x if number >= 5 else 300 + number * 76, row, 46, 76, "#6fa3b5")
            c.line(
                [
                    (x + 23 if number >= 5 else 323 + number * 76, row),
                    (x + 23 if number >= 5 else 323 + number * 76, row + 76),
                ],
                "#f2ead8",
                3,
            )
    for number, colour in enumerate(("#c9463f", "#2f7f92", "#e0a13c", "#5a8f57", "#7b5aa0", "#c9463f", "#2f5d8c")):
        person(
            c,
            400 + number * 128 + c.dice.uniform(-30, 30),
            800 + c.dice.uniform(-20, 50),
            c.dice.uniform(96, 120),
            colour,
            "#3f4250",
        )
    tree(c, 140, 800, 210, "#5f8a4f", "#86ab68")
    tree(c, 1480, 810, 230, "#5f8a4f", "#86ab68")


# Scenes: stage, shelf, pitch and pool


def theatre(c: Canvas) -> None:
    c.bands(0, 900, "#1c1018", "#34141c")
    c.shape([(300, 120), (1300, 120), (1300, 700), (300, 700)], "#24304a")
    c.disc(980, 300, 78, "#f2e5bd")
    c.glow(980, 300, 240, "#f2e5bd", 0.5)
    c.shape([(300, 560), (520, 480), (760, 560), (980, 500), (1300, 580), (1300, 700), (300, 700)], "#1a2236")
    c.shape([(220, 690), (1380, 690), (1560, 800), (40, 800)], "#8f5f3c")
    for x in range(-6, 7):
        c.line([(800 + x * 92, 690), (800 + x * 120, 800)], "#774b2e", 3)
    c.soft(
        [[(520, 0), (580, 0), (760, 760), (480, 770)], [(1060, 0), (1120, 0), (1080, 770), (800, 760)]],
        "#ffe9b8",
        16,
        0.3,
    )
    person(c, 640, 744, 200, "#161019")
    person(c, 930, 744, 188, "#161019")
    for left, right, lean in ((0, 330, 1), (1270, 1600, -1)):
        curtain(c, left, right, lean)
    for x in range(0, WIDTH, 100):
        c.pen.pieslice(
            [(x - 10) * SCALE, 20 * SCALE, (x + 110) * SCALE, 190 * SCALE],
            0,
            180,
            fill=("#a3282f", "#86202a")[x // 100 % 2],
        )
    c.box(0, 0, WIDTH, 106, "#7a1d26")
    c.box(0, 96, WIDTH, 10, "#d9a441")
    c.box(0, 800, WIDTH, 100, "#120a10")
    for x in range(50, 1600, 92):
        c.disc(x, 872, 34, "#1f131b")
        c.oval(x, 912, 50, 34, "#1f131b")


def curtain(c: Canvas, left: float, right: float, lean: int) -> None:
    shades = ("#8c1f29", "#b03038", "#c94046", "#9b2730", "#741922")
    fold = (right - left) / 10
    for number in range(10):
        x = left + number * fold
        c.shape([(x, 90), (x + fold, 90), (x + fold - lean * 22, 800), (x - lean * 22, 800)], shades[number % 5])


def bandstand(c: Canvas) -> None:
    c.stars(130, 380)
    c.ridge(520, 30, "#2a2f57")
    street(c, 640, -20, 500, ["#3a3560", "#443c68"], "#272549", "#ffcf80")
    street(c, 640, 1120, 1640, ["#3a3560", "#443c68"], "#272549", "#ffcf80")
    c.bands(640, 900, "#54446e", "#3a3154")
    c.glow(800, 560, 520, "#ffcf85", 0.6)
    c.oval(800, 700, 330, 52, "#7a5a66")
    c.box(470, 660, 660, 42, "#8f6a6c")
    for x in (500, 650, 800, 950, 1100):
        c.box(x - 7, 430, 14, 232, "#e9dcc4")
    c.shape([(450, 434), (800, 290), (1150, 434)], "#3f7a7c")
    c.shape([(800, 290), (1150, 434), (900, 434)], "#2f6264")
    for x, size in ((570, 130), (640, 136), (720, 140), (800, 150), (880, 140), (960, 136), (1030, 130)):
        person(c, x, 672, size, "#221c36")
        c.oval(x + 26, 672 - size * 0.58, 17, 12, "#f0c25a")
    for start, end, sag in (
        ((0, 180), (800, 292), 120),
        ((800, 292), (1600, 160), 130),
        ((0, 330), (450, 434), 60),
        ((1150, 434), (1600, 320), 60),
    ):
        bulbs(c, start, end, sag)
    for x in range(60, 1600, 108):
        person(c, x + c.dice.uniform(-24, 24), 930, c.dice.uniform(150, 200), "#1b162c")


def bulbs(c: Canvas, start: Point, end: Point, sag: float) -> None:
    """A string of lights that hangs between two points."""
    line = [
        (
            start[0] + (end[0] - start[0]) * t / 18,
            start[1] + (end[1] - start[1]) * t / 18 + sag * math.sin(math.pi * t / 18),
        )
        for t in range(19)
    ]
    c.line(line, "#17142a", 2)
    for number, (x, y) in enumerate(line):
        colour = ("#ffd36b", "#ff9d6b", "#fff1c2")[number % 3]
        c.glow(x, y + 8, 34, colour, 0.7)
        c.disc(x, y + 8, 5, "#fff6dc")


def bookshelves(c: Canvas) -> None:
    spines = [
        "#8c3b32",
        "#c98b3f",
        "#2f5a63",
        "#45633f",
        "#6b4668",
        "#d9c39a",
        "#22384d",
        "#a85c3a",
        "#e4d6b6",
        "#5a2e2e",
    ]
    for media_files in range(4):
        floor = 200 + media_files * 212
        x = -10.0
        while x < WIDTH:
            wide, tall, colour = c.dice.uniform(18, 52), c.dice.uniform(118, 182), c.dice.choice(spines)
            if c.dice.random() < 0.05:
                x += wide
                continue
            c.box(x, floor - tall, wide, tall, colour)
            c.box(x + wide * 0.86, floor - tall, wide * 0.14, tall, "#2b1d18")
            for share in (0.14, 0.22, 0.82):
                c.box(x, floor - tall * (1 - share), wide * 0.86, 3, "#e0bf74")
            x += wide + c.dice.choice([0, 1, 2])
        c.box(0, floor, WIDTH, 20, "#7b5334")
        c.box(0, floor + 16, WIDTH, 6, "#4f3421")
    for x in (-12, 530, 1064, 1590):
        c.box(x, 0, 24, HEIGHT, "#6a4529")
    c.glow(800, 330, 780, "#ffd58a", 0.42)
    c.soft(
        [[(0, 0), (200, 0), (120, 900), (0, 900)], [(1400, 0), (1600, 0), (1600, 900), (1480, 900)]],
        "#1a0f0c",
        120,
        0.7,
    )


def cinema(c: Canvas) -> None:
    c.stars(260, 460)
    c.ridge(520, 50, "#1d2748")
    c.box(470, 200, 660, 380, "#0d1226")
    c.box(486, 214, 628, 350, "#f5e3bf")
    c.glow(800, 390, 620, "#ffe9bd", 0.4)
    c.shape([(486, 470), (640, 390), (780, 470), (930, 380), (1114, 480), (1114, 564), (486, 564)], "#c28a5c")
    c.disc(960, 300, 40, "#e2703a")
    c.soft([[(800, 900), (486, 214), (1114, 214)]], "#fff3d0", 16, 0.16)
    for side in (-1, 1):
        c.line([(800 + side * 330, 580), (800 + side * 330, 700)], "#0d1226", 12)
        for number in range(5):
            cypress(c, 800 + side * (420 + number * 82), 680, c.dice.uniform(170, 300), "#0f1730")
    c.bands(676, 900, "#1b2140", "#0c1022")
    for row, colour in enumerate(("#283056", "#20284a", "#181e3a", "#0f1428")):
        foot, size = 752 + row * 52, 46 + row * 15
        for x in range(10 + row % 2 * 40, 1640, 84 + row * 20):
            if c.dice.random() < 0.8:
                c.oval(x, foot - size * 0.62, size * 0.21, size * 0.26, colour)
                c.oval(x, foot + size * 0.06, size * 0.52, size * 0.42, colour)
        c.box(0, foot, WIDTH, HEIGHT - foot, colour)


def stadium(c: Canvas) -> None:
    c.stars(90, 260)
    c.shape([(0, 380), (300, 330), (1300, 330), (1600, 380), (1600, 600), (0, 600)], "#2a3350")
    for _ in range(1500):
        y = c.dice.uniform(352, 520)
        c.disc(
            c.dice.uniform(0, WIDTH),
            y,
            3.4,
            c.dice.choice(["#e2b04a", "#c9564a", "#e8e2d2", "#4f6a94", "#3a4668", "#3a4668"]),
        )
    c.shape([(0, 372), (300, 322), (1300, 322), (1600, 372), (1600, 352), (1300, 300), (300, 300), (0, 352)], "#171d33")
    c.box(0, 516, WIDTH, 34, "#d9a441")
    for x in range(20, 1600, 200):
        c.box(x, 522, 150, 22, c.dice.choice(["#22405f", "#8c3b32", "#f2ead8", "#2f6a55"]))
    pitch(c)
    for x, lean in ((150, 1), (520, 1), (1080, -1), (1450, -1)):
        floodlight(c, x, 318, lean)
    for x, foot, size, shirt in (
        (560, 690, 84, "#f0b93a"),
        (720, 650, 70, "#c9463f"),
        (990, 740, 100, "#f0b93a"),
        (1180, 700, 88, "#c9463f"),
    ):
        person(c, x, foot, size * 1.25, shirt, "#f2ead8")
    c.disc(880, 742, 9, "#ffffff")


def pitch(c: Canvas) -> None:
    c.bands(550, 900, "#3d8a4a", "#2a6b3a")
    for number in range(-8, 9, 2):
        c.shape(
            [
                (800 + number * 110, 550),
                (910 + number * 110, 550),
                (980 + number * 250, 900),
                (800 + (number - 0.3) * 250, 900),
            ],
            "#4a9a55",
        )
    c.line([(0, 560), (1600, 560)], "#e8f0e0", 4)
    c.line([(800, 560), (800, 900)], "#e8f0e0", 5)
    c.pen.ellipse([560 * SCALE, 660 * SCALE, 1040 * SCALE, 800 * SCALE], outline="#e8f0e0", width=5 * SCALE)


def floodlight(c: Canvas, x: float, foot: float, lean: int) -> None:
    c.line([(x, foot), (x, 120)], "#12172a", 10)
    c.box(x - 62, 70, 124, 62, "#12172a")
    c.soft(
        [[(x - 50, 110), (x + 50, 110), (x + lean * 420 + 260, 880), (x + lean * 420 - 260, 880)]], "#f4f7e4", 40, 0.13
    )
    for row in range(3):
        for lamp in range(5):
            c.disc(x - 46 + lamp * 23, 84 + row * 18, 8, "#fffde8")
    c.glow(x, 100, 230, "#fbfbe0", 0.75)


def pool(c: Canvas) -> None:
    c.bands(0, 900, "#4fc0d4", "#2a9fc0", "#1a86ad")
    for lane in range(7):
        rope = 60 + lane * 132
        for piece in range(64):
            c.oval(piece * 26, rope, 11, 8, ("#e2493d", "#fbf7ec")[piece // 4 % 2])
        c.box(0, rope + 60, WIDTH, 15, "#1f77a0")
    for _ in range(150):
        x, y = c.dice.uniform(0, WIDTH), c.dice.uniform(0, HEIGHT)
        ripple = [x * SCALE, y * SCALE, (x + c.dice.uniform(30, 90)) * SCALE, (y + c.dice.uniform(8, 20)) * SCALE]
        c.pen.arc(ripple, c.dice.uniform(0, 180), c.dice.uniform(200, 360), fill="#8be0ea", width=2)
    for lane, x, cap in (
        (0, 980, "#f0b93a"),
        (1, 640, "#e2493d"),
        (2, 1180, "#f5f0e4"),
        (3, 860, "#2f4f8c"),
        (4, 520, "#5a8f57"),
        (5, 1080, "#e0733a"),
    ):
        swimmer(c, x, 126 + lane * 132, cap)


def swimmer(c: Canvas, x: float, y: float, cap: str) -> None:
    c.glints(x - 170, 46, y - 18, y + 20, "#f2fcfc", 50)
    c.oval(x - 70, y, 78, 17, "#c98f6a")
    c.oval(x - 40, y, 44, 21, "#22405f")
    c.line([(x - 6, y - 8), (x + 52, y - 24), (x + 92, y - 8)], "#c98f6a", 12)
    c.line([(x - 10, y + 10), (x - 50, y + 36), (x - 84, y + 30)], "#c98f6a", 11)
    c.disc(x + 22, y, 18, cap)


Scenes = dict[str, tuple[Callable[[Canvas], None], int, tuple[str, ...]]]
SCENES: Scenes = {
    "harbour-dusk": (harbour_dusk, 11, ("#3f4a7c", "#8a6a98", "#e39a86", "#ffcf98", "#ffcf98")),
    "storm-sea": (storm_sea, 12, ("#3c474f", "#5d6b70", "#93a09c", "#a9b3ac", "#6d7c7d")),
    "ferry": (ferry, 13, ("#6fb3d3", "#a9d4e2", "#e2eee8", "#e2eee8")),
    "regatta": (regatta, 14, ("#4fa3d1", "#93cbe4", "#dff0ee", "#dff0ee")),
    "moored-boats": (moored_boats, 15, ("#86b6c9", "#c3d9d6", "#f7e6c9", "#f7e6c9")),
    "lighthouse-night": (lighthouse_night, 16, ("#0e1a36", "#1b2f5a", "#3a5584", "#4a6492")),
    "salt-pans": (salt_pans, 17, ("#8f86b8", "#d6a4b8", "#f7c6b4", "#fbe0c0")),
    "seagrass": (seagrass, 18, ("#a9e6dc", "#4fb6bf", "#21819a", "#0f5470")),
    "shipyard": (shipyard, 19, ("#7f86a6", "#c9a09a", "#f3bf92", "#f7d3a2", "#f7d3a2")),
    "hills-morning": (hills_morning, 20, ("#93b4d0", "#d9cfd0", "#fbe0bf", "#fbe0bf")),
    "viaduct": (viaduct, 21, ("#8fbfd0", "#cfe0d6", "#f6e8c6", "#f6e8c6")),
    "olive-grove": (olive_grove, 22, ("#7fb4cc", "#b9d6d8", "#f3e6c6", "#f3e6c6")),
    "wind-turbines": (wind_turbines, 23, ("#5a6a9a", "#b97f93", "#f0a478", "#ffd692", "#ffd692")),
    "snow-village": (snow_village, 24, ("#2f4470", "#5a719f", "#9fb0cf", "#d3dcea")),
    "fire-watch": (fire_watch, 25, ("#7d6f7c", "#c48f76", "#f2ad76", "#f7bf82", "#f7bf82")),
    "reservoir": (reservoir, 26, ("#6fa9cc", "#b9d3da", "#efe3c9", "#efe3c9")),
    "hill-road": (hill_road, 27, ("#6fb0d6", "#b3d8e2", "#f0eed8", "#f0eed8")),
    "observatory": (observatory, 28, ("#070c22", "#101b42", "#26366e", "#4a5590")),
    "comet": (comet, 29, ("#0d1230", "#252a5c", "#5a4a80", "#c97f78", "#e8a07a")),
    "council-hall": (council_hall, 30, ("#6fb2d6", "#a9d3e0", "#e6efe4", "#e6efe4")),
    "clock-tower": (clock_tower, 31, ("#7d8fb8", "#c9a6b0", "#f6cfa8", "#fbe3b8")),
    "market": (market, 32, ("#86bfd8", "#c3dfe2", "#f2ecd8")),
    "rain-street": (rain_street, 33, ("#1b2036", "#2a3152", "#48527c", "#48527c")),
    "rooftops": (rooftops, 34, ("#7fbfdc", "#bfe0e6", "#f4ecd8", "#f4ecd8")),
    "ballot": (ballot, 35, ("#d9cdb4", "#e9dec6", "#d9cdb4")),
    "school": (school, 36, ("#5fadd8", "#a6d3e6", "#e9f0e0", "#e9f0e0")),
    "theatre": (theatre, 37, ("#1c1018", "#34141c")),
    "bandstand": (bandstand, 38, ("#161a3e", "#2f2d60", "#5f4a80", "#a5707c")),
    "bookshelves": (bookshelves, 39, ("#3a2418", "#2a1810")),
    "cinema": (cinema, 40, ("#0f1634", "#1f2a56", "#3f4a7c", "#5a5f8c")),
    "stadium": (stadium, 41, ("#0e1430", "#1f2a52", "#33406c")),
    "pool": (pool, 42, ("#4fc0d4", "#1a86ad")),
}

# Each portrait: background from top to bottom, coat, skin, hair, and how the hair is worn.
PORTRAITS: dict[str, tuple[str, str, str, str, str, str]] = {
    "maria-papadopoulou": ("#f0c9a0", "#d98f6c", "#2f4f63", "#d9a27c", "#3a2622", "long"),
    "yannis-melidis": ("#b9d3d6", "#5f97a8", "#3f3a4f", "#c98f68", "#56504c", "short"),
    "ilse-brandal": ("#d9d3ea", "#8f86b8", "#7a3b46", "#efc9ac", "#d9b36a", "bun"),
    "tomas-ferrand": ("#cfe0b9", "#7fa36a", "#8c3b32", "#a8704c", "#241c1c", "beard"),
    "eleni-karavia": ("#f3dcc0", "#c9785f", "#3f6f5c", "#e0b08c", "#7a3a26", "bob"),
}


def mill_bridge(c: Canvas) -> None:
    """Of the starter: an old bridge of three arches over a still river."""
    c.clouds(22, 60, 260, "#fff2d8", 0.6)
    c.glow(420, 330, 460, "#fff0c4", 0.75)
    c.ridge(400, 60, "#b7c0a0")
    c.ridge(470, 40, "#8fa37c")
    street(c, 560, 1010, 1600, ["#d9b48c", "#cf9f7d", "#e0c5a0", "#c98f72"], "#8a4a3c", "#fff0c0")
    for x in (90, 210, 300, 860, 930):
        cypress(c, x, 566, c.dice.uniform(110, 170), "#4d6b4a")
    arches = [(x + 86 * math.cos(turn / 20 * math.pi), 566 - 104 * math.sin(turn / 20 * math.pi))
              for x in (880, 640, 400) for turn in range(21)]  # fmt: skip
    c.shape([(250, 566), (250, 440), (640, 388), (1030, 440), (1030, 566), *arches], "#c9ab86")
    c.line([(250, 440), (640, 388), (1030, 440)], "#a98863", 12)
    c.box(0, 562, WIDTH, 10, "#6d7f5c")
    c.reflect(572, "#5f8288", 0.28)
    c.glints(420, 60, 580, 880, "#fff3d0", 160)
    boat(c, 1180, 720, 120, "#7a3b36", "#e6d9c2")


STARTER: Scenes = {"mill-bridge": (mill_bridge, 50, ("#7fb9d6", "#bddde2", "#f6ead0", "#f6ead0"))}


def portrait(c: Canvas, coat: str, skin: str, hair: str, style: str) -> None:
    """Head and shoulders without a face, the hair telling one from another."""
    c.glow(120, 110, 260, "#fffbe8", 0.6)
    behind = {"long": (200, 214, 88, 128), "bob": (200, 188, 90, 98), "bun": (200, 62, 34, 32)}
    if style in behind:
        c.oval(*behind[style], hair)
    c.oval(200, 436, 158, 146, coat)
    c.shape([(150, 308), (200, 374), (250, 308), (226, 290), (174, 290)], "#f6efe2")
    c.shape([(174, 240), (226, 240), (226, 296), (200, 326), (174, 296)], skin)
    c.oval(200, 158, 72, 80, hair)
    c.oval(200, 204 if style == "beard" else 192, 60, 72, hair if style == "beard" else skin)
    if style == "beard":
        c.oval(200, 184, 59, 54, skin)
    fringe(c, skin, hair, style)
    c.soft([[(262, 120), (400, 60), (400, 400), (290, 400)]], "#2a2430", 40, 0.16)


def fringe(c: Canvas, skin: str, hair: str, style: str) -> None:
    """The parting: to the left, to the right or straight."""
    if style in ("long", "bob"):
        c.shape([(138, 178), (150, 120), (200, 92), (250, 118), (262, 176), (240, 150), (196, 132), (164, 150)], hair)
    elif style == "bun":
        c.shape([(140, 168), (160, 112), (200, 96), (240, 112), (260, 168), (226, 132), (200, 126), (174, 132)], hair)
    else:
        c.shape([(140, 170), (146, 112), (200, 88), (254, 112), (260, 170), (248, 140), (182, 126), (152, 142)], hair)
    for side in (-60, 60):
        if style not in ("long", "bob"):
            c.oval(200 + side, 194, 9, 15, skin)


def draw_all(folder: Path) -> None:
    (folder / "authors").mkdir(parents=True, exist_ok=True)
    draw_scenes(SCENES, folder)
    for seed, (name, (top, bottom, *rest)) in enumerate(PORTRAITS.items(), 70):
        canvas = Canvas(seed, top, bottom, width=400, height=400)
        portrait(canvas, *rest)
        save(canvas, folder / "authors" / f"{name}.jpg")


def draw_scenes(scenes: Scenes, folder: Path) -> None:
    for name, (scene, seed, sky) in scenes.items():
        canvas = Canvas(seed, *sky)
        scene(canvas)
        save(canvas, folder / f"{name}.jpg")


def save(canvas: Canvas, path: Path) -> None:
    canvas.finish().save(path, "JPEG", quality=78, optimize=True, progressive=True)


if __name__ == "__main__":
    draw_all(Path(sys.argv[1] if len(sys.argv) > 1 else "content/photos"))
    draw_scenes(STARTER, Path(sys.argv[2] if len(sys.argv) > 2 else "starter/content/photos"))
