"""Figures of a body: pictures with captions, galleries, films and sounds, of its paragraphs; and its blocks. Pure.

They are made of sanitised HTML, so that a writer's own can't have their classes. What a block holds is text, or an
address that its schema lets in.
"""

import re
from collections.abc import Iterable, Iterator
from html import escape, unescape
from typing import Annotated, Literal

from msgspec import Meta, Struct
from msgspec.structs import replace

from newsgen.model.article import END, MARK_CLOSE, MARK_OPEN, License, LinkUrl, license_url
from newsgen.model.problem import Place, Problem, warning
from newsgen.model.pull_quotes import without_pull_quotes
from newsgen.model.urls import split_url
from newsgen.reading.asset_links import extension_of
from newsgen.reading.markdown_text import MarkdownText
from newsgen.reading.punctuation import AS_TYPED
from newsgen.reading.quotations import QuoteMatter, pull_quote
from newsgen.reading.sanitize import ATTRIBUTE, plain_words
from newsgen.reading.schema import typed_fields
from newsgen.reading.strict_yaml import parse
from newsgen.reading.tree import KeyEntry, Mapping, MatterError, Tree, find_key, is_blank

Source = Annotated[
    str,
    Meta(
        pattern=rf"^(https?://|(?!\s|//|#|[^/?#]*:))[^\x00-\x1f\x7f]+{END}",
        description="path relative to the article, from assets/ (/x.jpg), or a url",
    ),
]
PLAYERS = {".mp4": "video", ".webm": "video", ".mp3": "audio", ".m4a": "audio", ".ogg": "audio"}
"""Elements that play a file, by the ending of its name."""


class PictureMatter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A picture, film or sound of a gallery. poster: the picture that stands in a film's place until it is played."""

    src: Source
    alt: str = ""
    caption: str = ""
    credit: str = ""
    credit_url: LinkUrl | Literal[""] = ""
    license: License | Literal[""] = ""
    poster: Source | Literal[""] = ""


class FigureMatter(PictureMatter, frozen=True, kw_only=True, forbid_unknown_fields=True):
    width: Literal["wide", "full"] | None = None


class _Block(Struct, frozen=True):
    """What a fence of one of these names holds."""

    figure: FigureMatter | None = None
    gallery: Annotated[tuple[PictureMatter, ...], Meta(min_length=1)] = ()
    quote: QuoteMatter | None = None


_IN_TAG = r"(?:[^<>\"]++|\"[^\"]*+\")*+"
_IMG = re.compile(rf"<img\b(?P<attributes>{_IN_TAG})>")
_SHOWN = rf"(?:<a\b{_IN_TAG}>\s*+<img\b{_IN_TAG}>\s*+</a>|<img\b{_IN_TAG}>)"
_EACH = re.compile(_SHOWN)
_CODE = r"<pre><code class=\"language-(?P<kind>figure|gallery|quote)\">(?P<yaml>[^<]*+)</code></pre>"
_FIGURES = re.compile(rf"{_CODE}|<p>\s*+(?P<pictures>{_SHOWN}(?:(?:\s|<br ?/?>)*+{_SHOWN})*+)\s*+</p>")
_FENCE = re.compile(
    r"^(?P<before>[ \t>*+-]*|[ \t]*\d+[.)][ \t]+)(?:`{3,}|~{3,})[ \t]*(?:figure|gallery|quote)\b.*\n", re.M
)
_SAID = re.compile(rf"<(figcaption|video|audio)\b.*?</\1>|<figure class=\"embed\">.*?</figure>|{_CODE}", re.DOTALL)
_SIGNS = '<figure class="embed">', "</figcaption>", "</video>", "</audio>", "</aside>", '"language-'
_MARKS = str.maketrans("", "", MARK_OPEN + MARK_CLOSE)
_WORD = re.compile(r"^\s*(?:photo|video|audio)\s*:\s*", re.IGNORECASE)


def without_captions(html: str) -> str:
    """Return the HTML of a body without what is said of pictures, films and sounds, quotes that stand out, and
    addresses that become embeds: none of them is a part of the text."""
    return _SAID.sub(" ", without_pull_quotes(html)) if any(sign in html for sign in _SIGNS) else html


def with_figures(html: str, source: MarkdownText) -> tuple[str, list[Problem]]:
    """Return the HTML of a body with its figures and blocks, and what is wrong with blocks, which are left out then."""
    if "<img" not in html and '"language-' not in html:
        return html, []
    problems: list[Problem] = []
    fences = list(_FENCE.finditer(source.text))

    def put(found: re.Match[str]) -> str:
        if found["kind"] is None:
            return _of_paragraph(found[0], _EACH.findall(found["pictures"]))
        block, wrong = _read(unescape(found["yaml"]).replace(AS_TYPED, ""), found["kind"], source, fences)
        problems.extend(wrong)
        if block.figure:
            return _figure(_image(block.figure), block.figure, block.figure.width or "")
        if block.quote:
            return pull_quote(block.quote, without_captions(html))
        return _gallery(_figure(_image(each), each, "gallery") for each in block.gallery)

    html = _FIGURES.sub(put, html)
    return _IMG.sub(lambda img: _player(replace(_matter(img[0]), caption="")) or img[0], html), problems


def _of_paragraph(typed: str, shown: list[str]) -> str:
    """Return the figure of a paragraph that holds nothing but a picture with a title, or something that is played, and
    the gallery of one that holds several."""
    matters = [_matter(each) for each in shown]
    if len(shown) > 1:
        pairs = zip(shown, matters, strict=True)
        return _gallery(_figure(_without_title(each), matter, "gallery") for each, matter in pairs)
    is_figure = matters[0].caption or matters[0].credit or _kind(matters[0].src)
    return _figure(_without_title(shown[0]), matters[0], "") if is_figure else typed


def _matter(shown: str) -> FigureMatter:
    """What a picture of Markdown says: `![alt](src "caption | credit")`. Something that is played has its alternative
    text as its caption if it has no other."""
    img = _IMG.search(shown)
    attributes = ATTRIBUTE.finditer(img["attributes"] if img else "")
    said = {each["name"]: unescape((each["value"] or "").strip('"')) for each in attributes}
    src, alt, title = said.get("src", ""), said.get("alt", ""), said.get("title", "")
    caption, parted, credit = f" {title} ".rpartition(" | ")
    if not parted:
        caption, credit = credit.strip() or (alt if _kind(src) else ""), ""
    return FigureMatter(src=src, alt=alt, caption=caption.strip(), credit=credit.strip())


def _without_title(shown: str) -> str:
    def img(tag: re.Match[str]) -> str:
        kept = (each[0] for each in ATTRIBUTE.finditer(tag["attributes"]) if each["name"] != "title")
        return f"<img {' '.join(kept)}>"

    return _IMG.sub(img, shown)


def _image(matter: PictureMatter) -> str:
    return f'<img src="{_text(matter.src)}" alt="{_text(matter.alt)}">'


def _figure(shown: str, matter: PictureMatter, size: str) -> str:
    """shown: the picture, with a link around it where there is one. size: of its place, "" for that of the text."""
    if size:
        shown = shown.replace("<img ", f'<img data-size="{size}" ', 1)
    shape = f" {size}" if size in ("wide", "full") else ""
    caption = _caption(matter)
    said = f"\n<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure class="photo{shape}">\n{_player(matter) or shown}{said}\n</figure>'


def _caption(matter: PictureMatter) -> str:
    """As layouts/macros/photo.html has it."""
    words, credit = _words(matter.caption), _words(_WORD.sub("", matter.credit))
    if credit and matter.credit_url:
        credit = f'<a href="{_text(matter.credit_url)}">{credit}</a>'
    kind = (_kind(matter.src) or "photo").upper()
    licence = f'(<a rel="license" href="{_text(license_url(matter.license))}">License</a>)' if matter.license else ""
    parts = {"caption": words, "credit": credit and f"{kind}: {credit}", "license": licence}
    return " ".join(f'<span class="{name}">{part}</span>' for name, part in parts.items() if part)


def _gallery(figures: Iterable[str]) -> str:
    shown = "\n".join(figures)
    return f'<div class="gallery">\n{shown}\n</div>' if shown else ""


def _player(matter: PictureMatter) -> str:
    """What plays a film or sound once the reader asks, with a link to the file for who can't; "" for a picture."""
    kind, src = _kind(matter.src), _text(matter.src)
    poster = f' poster="{_text(matter.poster)}"' if kind == "video" and matter.poster else ""
    label = f' aria-label="{_text(matter.alt)}"' if matter.alt and matter.alt != matter.caption else ""
    name = _text(matter.src.rpartition("/")[2])
    link = f'<a href="{src}">{name}</a>'
    return f'<{kind} controls preload="none" src="{src}"{poster}{label}>{link}</{kind}>' if kind else ""


def _kind(src: str) -> str:
    return PLAYERS.get(extension_of(split_url(src).path), "")


def _words(text: str) -> str:
    """Plain words as HTML, whose straight quotes are yet to become those of print."""
    return escape(plain_words(text).translate(_MARKS), quote=False)


def _text(text: str) -> str:
    return escape(text.translate(_MARKS))


def _read(text: str, kind: str, source: MarkdownText, fences: list[re.Match[str]]) -> tuple[_Block, list[Problem]]:
    """Read a block of YAML. fences: that may open it; those up to its own are taken out."""
    line, before = source.line, ""
    first = text.strip().partition("\n")[0].strip()
    for number, fence in enumerate(fences):
        if source.text[fence.end() :].partition("\n")[0].strip(" \t>").endswith(first):
            line, before = source.at(fence.end())[0], fence["before"]
            del fences[: number + 1]
            break
    block, problems = _typed(text, kind, source.path)
    places = (Place(source.path, each.place.line + line - 1, each.place.column + len(before)) for each in problems)
    return block, [replace(each, place=place) for each, place in zip(problems, places, strict=True)]


def _typed(text: str, kind: str, path: str) -> tuple[_Block, list[Problem]]:
    """Places count within the block."""
    try:
        tree, slips = parse(text)
    except MatterError as error:
        return _Block(), [error.problem(path)]
    if tree is None or is_blank(tree):
        what = f"this {kind} is empty"
        return _Block(), [
            Problem("missing-key", Place(path), what, f"add `{'text' if kind == 'quote' else 'src'}: ...`")
        ]
    values, problems = typed_fields(Mapping({kind: KeyEntry(tree, 1, 1)}, 1, 1), _Block, path)
    block = _Block(**values)
    return block, [*(slip.problem(path) for slip in slips), *problems, *_needless_posters(block, tree, path)]


def _needless_posters(block: _Block, tree: Tree, path: str) -> Iterator[Problem]:
    """Posters of what is no film."""
    placed: list[tuple[list[str | int], PictureMatter]] = [
        ([number], each) for number, each in enumerate(block.gallery)
    ]
    if block.figure:
        placed.append(([], block.figure))
    for steps, matter in placed:
        if matter.poster and _kind(matter.src) != "video":
            place = Place(path, *find_key(tree, [*steps, "poster"]))
            yield warning("wrong-value", place, f"'poster': '{matter.src}' is no film", "remove it")
