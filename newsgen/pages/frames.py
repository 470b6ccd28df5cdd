"""Frames of other hosts in a body: nothing is asked of these hosts before the reader wants it. Pure.

A frame's place is taken by a button, which a script replaces by the frame, and a link, which works without.
"""

import re
from collections.abc import Iterator, Mapping
from html import unescape

import msgspec
from markupsafe import Markup, escape
from msgspec import Struct

from newsgen.model.embeds import Embed, embed_of
from newsgen.model.urls import split_url
from newsgen.pages.accessible import TAG, frame_name
from newsgen.pages.translations import Translations, message
from newsgen.reading.tree import spliced

ASK, NOTE, OPEN = (
    message("Show content from {provider}"),
    message("It comes from {provider}, which may then learn of your visit."),
    message("Open at {provider}"),
)
_ADDRESS = re.compile(r'<figure class="embed">(?P<link><a [^<>]*?href="(?P<url>[^"]*)"[^<>]*>[^<]*</a>)</figure>')
_FIGURE, _FIGURE_END = re.compile(r'<figure class="embed( embed-\w+)">\Z'), re.compile(r"\s*</figure>")
_FRAME_END = re.compile(r"</iframe\s*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([^\s=\"'<>/]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>\"']+))?")
_PLAYER = "autoplay; clipboard-write; encrypted-media; fullscreen; picture-in-picture; web-share"
_LIMITS = "allow-forms allow-popups allow-popups-to-escape-sandbox allow-same-origin allow-scripts"
"""Posts and charts may not lead the whole page elsewhere. Source: the HTML Standard, "Sandboxing"."""


class Reader(Struct, frozen=True):
    """What matters of who is to see a page. origin: of the site. lang: attributes of what is in the site's language;
    rel: of links, with a space before it."""

    translations: Translations
    origin: str
    lang: Markup = Markup()
    rel: str = ""


def as_frames(html: str) -> tuple[str, dict[str, Embed]]:
    """Put frames in the place of addresses that are embeds, which are given by the urls of their frames."""
    embeds: dict[str, Embed] = {}

    def framed(found: re.Match[str]) -> str:
        embed = embed_of(unescape(found["url"]))
        if embed is None:
            return found[0]
        embeds[embed.frame] = embed
        return _figure(embed)

    return _ADDRESS.sub(framed, html), embeds


def as_links(html: str) -> str:
    """Make paragraphs again of addresses that are embeds."""

    def link(found: re.Match[str]) -> str:
        return f"<p>{found['link']}</p>"

    return _ADDRESS.sub(link, html)


def _figure(embed: Embed) -> str:
    may_play = embed.shape in ("video", "audio", "list")
    given = f'allow="{_PLAYER}" allowfullscreen=""' if may_play else f'allow="fullscreen" sandbox="{_LIMITS}"'
    given += ' loading="lazy" referrerpolicy="strict-origin-when-cross-origin"'
    frame = f'<iframe src="{escape(embed.frame)}" {given}></iframe>'
    return f'<figure class="embed embed-{embed.shape}">{frame}</figure>'


def with_frames_on_demand(html: str, embeds: Mapping[str, Embed], reader: Reader) -> str:
    """Put a button and a link in the place of each frame of another host. Frames have titles by now. embeds: as
    `as_frames` gives them."""
    return spliced(html, _replaced(html, embeds, reader)) if "<iframe" in html else html


def _replaced(html: str, embeds: Mapping[str, Embed], reader: Reader) -> Iterator[tuple[int, int, str]]:
    """Find frames and what takes their place: among the tags, so that none is found in the value of an attribute."""
    is_in_paragraph, done = False, 0
    for tag in TAG.finditer(html):
        name, is_end = tag[2].lower(), bool(tag[1])
        if name == "p":
            is_in_paragraph = not is_end
        if name != "iframe" or is_end or tag.start() < done:
            continue
        start, done = _whole(html, tag)
        attributes = _attributes(tag[3])
        url = attributes.get("src", "").strip()
        if _is_of_another_host(url, reader.origin):
            embed = embeds.get(url) or embed_of(url) or Embed(frame_name(url), url, url, "video")
            yield start, done, _on_demand(embed, attributes, "span" if is_in_paragraph else "figure", reader)


def _attributes(typed: str) -> dict[str, str]:
    """Of two that are alike the first one counts, as in a browser."""
    found = reversed(_ATTRIBUTE.findall(typed))
    return {key.lower(): unescape(value.strip("\"'")) for key, value in found}


def _whole(html: str, tag: re.Match[str]) -> tuple[int, int]:
    """Where a frame starts and ends, with the figure around it that is there for it alone."""
    closing = _FRAME_END.search(html, tag.end())
    start, end = tag.start(), closing.end() if closing else len(html)
    figure, figure_end = _FIGURE.search(html[max(start - 60, 0) : start]), _FIGURE_END.match(html, end)
    return (start - len(figure[0]), figure_end.end()) if figure and figure_end else (start, end)


def _is_of_another_host(url: str, origin: str) -> bool:
    parts = split_url(url)
    is_web = parts.scheme in ("http", "https", "") and bool(parts.netloc)
    return is_web and parts.netloc.lower() != split_url(origin).netloc.lower()


def _on_demand(embed: Embed, attributes: dict[str, str], element: str, reader: Reader) -> str:
    """The place of a frame: the button is for who has scripting, and hidden until the script shows it."""
    text, provider = reader.translations.html, embed.provider
    anchor = f' id="{escape(own)}"' if (own := attributes.pop("id", "")) else ""
    frame = escape(msgspec.json.encode(attributes).decode())
    button = f'<button type="button" data-frame="{frame}">{text(ASK, provider=provider)}</button>'
    return (
        f'<{element} class="embed embed-{embed.shape}"{anchor}{reader.lang}>'
        f'<span class="embed-ask" hidden>{button} <span>{text(NOTE, provider=provider)}</span></span> '
        f'<a href="{escape(embed.address)}"{reader.rel}>{text(OPEN, provider=provider)}</a></{element}>'
    )
