"""What HTML lacks for readers who use no mouse or no screen: names of frames, focus for what scrolls, languages. Pure.

Sources: WCAG 2.2, 2.1.1 Keyboard, 3.1.2 Language of Parts and 4.1.2 Name, Role, Value.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from html import unescape
from itertools import accumulate
from typing import Literal

from babel.core import get_global
from markupsafe import Markup, escape

from newsgen.model.urls import split_url
from newsgen.model.words import excerpt

TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>")
"""Every tag is looked at, so that none is found in the value of an attribute."""
_TITLE = re.compile(r"\s+title\s*=\s*(?:\"\s*([^\"]*)\"|'\s*([^']*)'|([^\s>\"']+))", re.IGNORECASE)
_SOURCE = re.compile(r"\ssrc\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_TABINDEX = re.compile(r"\stabindex\s*=", re.IGNORECASE)
_CAPTION = re.compile(r"<caption\b[^>]*>(.*?)</caption>", re.DOTALL | re.IGNORECASE)
_HEADING_CELL = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL | re.IGNORECASE)
_FIRST_ROW = re.compile(r"<tr\b[^>]*>(.*?)</tr>", re.DOTALL | re.IGNORECASE)
_RIGHT_TO_LEFT = frozenset("Adlm Arab Aran Hebr Mand Nkoo Rohg Samr Syrc Thaa Yezi".split())
_NAMES = {
    "www.youtube.com": "YouTube",
    "www.youtube-nocookie.com": "YouTube",
    "player.vimeo.com": "Vimeo",
    "platform.twitter.com": "X",
    "embed.bsky.app": "Bluesky",
    "www.instagram.com": "Instagram",
    "www.tiktok.com": "TikTok",
    "open.spotify.com": "Spotify",
    "w.soundcloud.com": "SoundCloud",
    "embed.podcasts.apple.com": "Apple Podcasts",
    "www.openstreetmap.org": "OpenStreetMap",
    "archive.org": "Internet Archive",
    "datawrapper.dwcdn.net": "Datawrapper",
    "flo.uri.sh": "Flourish",
}


def accessible(html: str, text: Callable[[str], str] = str) -> str:
    """Give every frame a title, and let what scrolls sideways (tables, code) be reached by the keyboard. No two frames
    or tables have one name. Tables that aren't balanced stay as they are. text: translates words."""
    if not any(f"<{name}" in html for name in ("table", "pre", "iframe")):
        return html
    tags = [tag for tag in TAG.finditer(html) if tag[2].lower() in ("table", "pre", "iframe")]
    parts, done = [], 0
    for start, end, new in sorted([*_tables(html, tags, text), *_code_and_frames(tags, text)]):
        parts += [html[done:start], new]
        done = end
    return "".join([*parts, html[done:]])


def _tables(html: str, tags: Sequence[re.Match[str]], text: Callable[[str], str]) -> Iterator[tuple[int, int, str]]:
    """Find what comes in at which places: a region that scrolls around each table that is in no other."""
    tags = [tag for tag in tags if tag[2].lower() == "table"] if "<table" in html else []
    depths = list(accumulate((-1 if tag[1] else 1 for tag in tags), initial=0))
    if min(depths) < 0 or depths[-1]:
        return
    used: Counter[str] = Counter()
    for tag, before, after in zip(tags, depths, depths[1:], strict=False):
        if before == 0:
            opened = tag.start()
        if after == 0:
            name = _unused(_name_of_table(html[opened : tag.end()]) or text("Table"), used)
            region = f'<div class="table" role="region" aria-label="{escape(name)}" tabindex="0">'
            yield opened, opened, region
            yield tag.end(), tag.end(), "</div>"


def _code_and_frames(tags: Iterable[re.Match[str]], text: Callable[[str], str]) -> Iterator[tuple[int, int, str]]:
    """Find tags of code and frames, and what takes their place."""
    used: Counter[str] = Counter()
    for tag in tags:
        name, attributes = tag[2].lower(), tag[3]
        if not tag[1] and name == "pre" and not _TABINDEX.search(attributes):
            yield *tag.span(), f'<pre tabindex="0"{attributes}>'
        if not tag[1] and name == "iframe":
            written = _TITLE.search(attributes)
            if title := next(filter(None, written.groups()), "") if written else "":
                used[unescape(title)] += 1
            else:
                own = escape(_unused(frame_name(_source(attributes)) or text("Frame"), used))
                yield *tag.span(), f'<iframe title="{own}"{_TITLE.sub("", attributes)}>'


def _name_of_table(html: str) -> str:
    """Return a table's caption, or the headings in its first row: 80 characters at most; "" for none."""
    caption, row = _CAPTION.search(html), _FIRST_ROW.search(html)
    texts = [caption[1]] if caption else _HEADING_CELL.findall(row[1]) if row else []
    words = [" ".join(unescape(TAG.sub("", text)).split()) for text in texts]
    return excerpt(", ".join(filter(None, words)), 80)


def frame_name(url: str) -> str:
    """Return the name of the host that a frame is of; "" for none."""
    host = split_url(url).hostname or ""
    return _NAMES.get(host, host.removeprefix("www."))


def _source(attributes: str) -> str:
    source = _SOURCE.search(attributes)
    return unescape(source[1]) if source else ""


def _unused(name: str, used: Counter[str]) -> str:
    used[name] += 1
    return f"{name} {used[name]}" if used[name] > 1 else name


@lru_cache(maxsize=256)
def script(language: str) -> str:
    """Return the script of a language tag, or its likeliest one; "" where that is not known. Source: CLDR, "Likely
    subtags"."""
    name, *subtags = language.replace("_", "-").split("-")
    written = next((subtag for subtag in subtags if len(subtag) == 4 and subtag.isalpha()), "")
    if written:
        return written.title()
    likely = get_global("likely_subtags")
    regions = [f"{name.lower()}_{subtag.upper()}" for subtag in subtags if len(subtag) == 2]
    whole = next((likely[tag] for tag in (*regions, name.lower()) if tag in likely), "")
    return whole.split("_")[1] if "_" in whole else ""


def direction(language: str) -> Literal["ltr", "rtl"]:
    """Return the direction of a language tag's script."""
    return "rtl" if script(language) in _RIGHT_TO_LEFT else "ltr"


@lru_cache(maxsize=1024)
def lang_attributes(language: str, around: str) -> Markup:
    """Return ` lang="ar" dir="rtl"` of a language within another; nothing if it is the same, no `dir` if that is."""
    if not language or language.lower() == around.lower():
        return Markup()
    lang = Markup(' lang="{}"').format(language)
    way = direction(language)
    return lang if way == direction(around) else lang + Markup(' dir="{}"').format(way)
