"""Making the HTML of an article safe: what a newsroom needs stays, nothing that runs does. Pure."""

import re
from functools import cache
from urllib.parse import urlsplit

import nh3

SCHEMES = {"http", "https", "mailto", "tel"}
EMBEDS = {
    "www.youtube.com",
    "www.youtube-nocookie.com",
    "player.vimeo.com",
    "open.spotify.com",
    "w.soundcloud.com",
    "embed.podcasts.apple.com",
    "www.openstreetmap.org",
    "archive.org",
    "datawrapper.dwcdn.net",
    "flo.uri.sh",
}
"""Hosts whose frames are let in; the path and everything else is theirs."""

_TAGS = set(
    "a abbr acronym address article aside audio b bdi bdo blockquote br caption center cite code col colgroup data dd "
    "del details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i iframe img ins kbd li main "
    "mark nav ol p picture pre q rp rt ruby s samp section small source span strike strong sub summary sup table tbody "
    "td tfoot th thead time tr tt u ul var video wbr".split()
)
_ATTRIBUTES = {
    "*": {"id", "class", "lang", "dir", "title"},
    "a": {"href", "hreflang", "rel", "role"},
    "audio": {"src", "controls", "loop", "muted", "preload"},
    "blockquote": {"cite"},
    "col": {"span"},
    "colgroup": {"span"},
    "data": {"value"},
    "del": {"cite", "datetime"},
    "details": {"open"},
    "iframe": {"src", "width", "height", "allowfullscreen"},
    "img": {"src", "alt", "width", "height"},
    "ins": {"cite", "datetime"},
    "li": {"value"},
    "ol": {"start", "reversed", "type"},
    "q": {"cite"},
    "source": {"src", "type", "media"},
    "td": {"colspan", "rowspan", "headers", "style"},
    "th": {"colspan", "rowspan", "headers", "scope", "abbr", "style"},
    "time": {"datetime"},
    "video": {"src", "controls", "height", "width", "loop", "muted", "poster", "preload", "playsinline"},
}
_CLASSES = re.compile(
    r"(language-[\w+#-]+|footnotes?(-[\w-]+)?|align-?(left|right|center)|left|right|center|wide|note)"
)
_CITED = re.compile(r"https?://\S+")
_LENGTH = re.compile(r"\d{1,5}")
_FRAME_OF_NOTHING = re.compile(r"<iframe(?![^>]*\ssrc=\"https)[^>]*>.*?</iframe>", re.DOTALL)
# nh3 sets a frame's attributes in an order of chance. Neither a text nor an attribute's value can hold these: one has
# no bare `>`, the other no bare quote.
_FRAME_SET = ' loading="lazy" referrerpolicy="strict-origin-when-cross-origin">'
_FRAME_SET_OTHERWISE = ' referrerpolicy="strict-origin-when-cross-origin" loading="lazy">'
_RISKY = re.compile(
    r"<(script|style|iframe|object|embed|form|input|svg|math|link|meta|base)\b"
    r"|\b(?:href|src)\s*=\s*[\"']?[\s\x00-\x20]*(javascript|vbscript|data)\s*:"
    r"|<[^<>]*\s(on\w+)\s*=",
    re.IGNORECASE,
)


def sanitized(html: str) -> str:
    """`html` with balanced tags, known elements and attributes, and urls of SCHEMES only."""
    clean = _cleaner().clean(html)
    return _FRAME_OF_NOTHING.sub("", clean.replace(_FRAME_SET_OTHERWISE, _FRAME_SET)) if "<iframe" in html else clean


def removed(before: str, after: str) -> str:
    """The name of something active that sanitising took out, for the writer to know; "" if nothing."""
    kept = [_name(match) for match in _RISKY.finditer(after)]
    for match in _RISKY.finditer(before):
        name = _name(match)
        if name not in kept:
            return name
        kept.remove(name)
    return ""


def plain_text(html: str, *, is_sanitized: bool = False) -> str:
    """The words of some HTML, still escaped, without the signs of notes; blocks part words.

    is_sanitized: every tag in it is well formed.
    """
    if "footnote-" in html:
        html = _NOTE_SIGN.sub("", html)
    if is_sanitized and "<iframe" not in html:
        return _WELL_FORMED_TAG.sub("", _BLOCK_END.sub(" ", html))
    return nh3.clean(_BLOCK_END.sub(r" \g<0>", html), tags=set(), clean_content_tags={"script", "style"})


_WELL_FORMED_TAG = re.compile(r"<[^<>\"]*+(?:\"[^\"]*+\"[^<>\"]*+)*+>")
_NOTE_SIGN = re.compile(r'<a\b[^<>]*\sclass="footnote-(?:back)?ref"[^<>]*>[^<]*</a>')
_BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|td|th|blockquote|figcaption|pre|dt|dd|div)>|<br>")


def _name(match: re.Match[str]) -> str:
    tag, scheme, handler = match[1], match[2], match[3]
    return f"<{tag.lower()}>" if tag else f"{scheme.lower()}:" if scheme else handler.lower()


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        clean_content_tags={"script", "style"},
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes=SCHEMES,
        link_rel=None,
        filter_style_properties={"text-align"},
        set_tag_attribute_values={"iframe": {"loading": "lazy", "referrerpolicy": "strict-origin-when-cross-origin"}},
    )


def _attribute(element: str, name: str, value: str) -> str | None:
    if name == "class":
        return " ".join(word for word in value.split() if _CLASSES.fullmatch(word)) or None
    if name in ("width", "height"):
        return value if _LENGTH.fullmatch(value) else None
    if name == "cite":
        return value if _CITED.fullmatch(value) else None
    if element == "iframe" and name == "src":
        return value if _is_known_embed(value) else None
    return value


def _is_known_embed(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and parts.netloc in EMBEDS
