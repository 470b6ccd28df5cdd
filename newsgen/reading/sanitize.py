"""Making the HTML of an article safe, where what a newsroom needs stays, what that removes, and plain words. Pure."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import lru_cache
from html import unescape
from itertools import islice

import nh3
from msgspec.structs import replace

from newsgen.model.config import MarkdownConfig
from newsgen.model.urls import ascii_host, split_url

SCHEMES = set(
    "http https mailto tel sms facetime facetime-audio sip sips skype callto signal sgnl whatsapp tg threema viber "
    "matrix xmpp im irc ircs geo maps ftp ftps gopher news nntp feed magnet ed2k webcal webcals openpgp4fpr "
    "bitcoin".split()
)
"""Of urls that a browser never takes for a script or a file of the reader's own."""
EMBEDS = set(
    "www.youtube.com www.youtube-nocookie.com player.vimeo.com open.spotify.com w.soundcloud.com "
    "embed.podcasts.apple.com www.openstreetmap.org archive.org datawrapper.dwcdn.net flo.uri.sh".split()
)
"""Hosts whose frames are let in; the path and everything else is theirs."""


_TAGS = set(
    "a abbr acronym address article aside audio b bdi bdo blockquote br caption center cite code col colgroup data dd "
    "del details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i iframe img ins kbd li main "
    "mark nav ol p picture pre q rp rt ruby s samp section small source span strike strong sub summary sup table tbody "
    "td tfoot th thead time tr tt u ul var video wbr".split()
)
_ATTRIBUTES = {
    "*": {"id", "class", "lang", "dir", "style", "title"},
    "a": {"href", "hreflang", "name", "rel", "role"},
    "audio": {"src", "controls", "loop", "muted", "preload"},
    "blockquote": {"cite"},
    "col": {"span"},
    "colgroup": {"span"},
    "data": {"value"},
    "del": {"cite", "datetime"},
    "details": {"open"},
    "iframe": {"src", "width", "height", "allowfullscreen"},
    "img": {"src", "srcset", "sizes", "alt", "width", "height"},
    "ins": {"cite", "datetime"},
    "li": {"value"},
    "ol": {"start", "reversed", "type"},
    "q": {"cite"},
    "source": {"src", "srcset", "sizes", "type", "media"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope", "abbr"},
    "time": {"datetime"},
    "video": {"src", "controls", "height", "width", "loop", "muted", "poster", "preload", "playsinline"},
}
_CLASSES = re.compile(
    r"(language-[\w+#-]+|footnotes?(-[\w-]+)?|align-?(left|right|center)|left|right|center|wide|note)"
)
_FOR_SCREEN_READERS = "aria-"
_STYLES = {"text-align"}
_OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20]*")
"""What no browser takes for another host: they read `\\` as `/` and leave out control characters."""
_CITED = re.compile(r"https?://\S+")
_LENGTH = re.compile(r"\d{1,5}")
_FRAME_OF_NOTHING = re.compile(r"<iframe(?![^>]*\ssrc=\"(?:https:|/))[^>]*>.*?</iframe>", re.DOTALL)
# nh3 sets a frame's attributes in an order of chance. Neither a text nor an attribute's value can hold these: one has
# no bare `>`, the other no bare quote.
_FRAME_SET = ' loading="lazy" referrerpolicy="strict-origin-when-cross-origin">'
_FRAME_SET_OTHERWISE = ' referrerpolicy="strict-origin-when-cross-origin" loading="lazy">'
_NAMED_ANCHOR = re.compile(r"<a\b([^<>]*?) name=\"([^\"<>]*)\"([^<>]*)>")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*(?=:)", re.IGNORECASE)
_IGNORED_IN_URLS = re.compile(r"[\x00-\x20]+")
_URLS = frozenset(("href", "src", "poster", "cite", "action", "formaction", "data", "background", "xlink:href"))
_OTHER_ELEMENTS = frozenset(
    "applet area base basefont bgsound big blink body button canvas datalist dialog dir embed fieldset font form frame "
    "frameset head hgroup html image input keygen label legend link listing map marquee math menu menuitem meta meter "
    "nobr noembed noframes noscript object optgroup option output param plaintext progress rb rtc script search select "
    "slot spacer style svg template textarea title track xmp".split()
)
"""Of HTML, past and present; what a sum compares is none of them. Source: the HTML Standard, with its obsolete ones."""
_COMPARISON = re.compile(r"(?<=[\w)\]])<(?=(?P<name>[a-z]\w*+)(?![-:])(?P<rest>[^<>=\"'/]*)>)", re.IGNORECASE)
ACTIVE = frozenset(
    "script style iframe frame object embed applet form input button select textarea svg math link meta base".split()
)


@lru_cache(maxsize=8)
def with_own_frames(markdown: MarkdownConfig, site_url: str) -> MarkdownConfig:
    """The config with hosts in the letters of the DNS, and the site's own, whose frames may have whole addresses.
    site_url: where readers find it."""
    own = split_url(site_url)
    hosts = (*markdown.embeds, own.netloc) if own.scheme == "https" else markdown.embeds
    return replace(markdown, embeds=tuple(ascii_host(host.lower()) for host in hosts))


def sanitized(html: str, allowed: MarkdownConfig) -> str:
    """Return `html` with balanced tags, known elements and attributes, and urls of SCHEMES only. allowed: what the
    config lets in besides, as `with_own_frames` has it."""
    clean = _cleaner(allowed).clean(html)
    if ' name="' in clean:
        clean = _NAMED_ANCHOR.sub(_with_id, clean)  # an id, which `<a name="x">` was once
    return _FRAME_OF_NOTHING.sub("", clean.replace(_FRAME_SET_OTHERWISE, _FRAME_SET)) if "<iframe" in html else clean


def with_comparisons(html: str) -> str:
    """Return `html` with the `<` of `x<y and z>w` as text: right behind a word, and before no element of HTML. A letter
    that is one (`a<b and c>d`) has no attributes like these."""
    return _COMPARISON.sub(lambda found: "&lt;" if _is_comparison(found) else "<", html)


def comparisons(text: str) -> list[int]:
    """The indices of a text at which a comparison has its `<`."""
    return [found.start() for found in _COMPARISON.finditer(text) if _is_comparison(found)]


def _is_comparison(found: re.Match[str]) -> bool:
    name, rest = found["name"].lower(), found["rest"].strip()
    return (len(name) == 1 and bool(rest)) or (name not in _TAGS and name not in _OTHER_ELEMENTS)


def _is_attribute_removed(element: str, name: str, value: str, allowed: MarkdownConfig) -> bool:
    """Whether sanitising leaves out some of an attribute of an element that stays. All in lower case but the value."""
    if name.startswith(_FOR_SCREEN_READERS):
        return False
    if name not in _ATTRIBUTES["*"] and name not in _ATTRIBUTES.get(element, ()):
        return True
    if name == "style":
        return any(part.partition(":")[0].strip().lower() not in (*_STYLES, "") for part in value.split(";"))
    tidy = " ".join(value.split()) if name == "class" else value
    return bool(_bad_scheme(name, value)) or (_attribute(element, name, value, allowed) or "") != tidy


def _bad_scheme(name: str, value: str) -> str:
    """The scheme of a url that is removed; "" for one that stays."""
    scheme = _SCHEME.match(_IGNORED_IN_URLS.sub("", value)) if name in _URLS else None
    return scheme[0].lower() if scheme and scheme[0].lower() not in SCHEMES else ""


def _with_id(anchor: re.Match[str]) -> str:
    before, name, after = anchor.groups()
    own = "" if ' id="' in before + after else f' id="{name}"'
    return f"<a{before}{own}{after}>"


def plain_text(html: str, *, is_sanitized: bool = False) -> str:
    """Return the words of some HTML, still escaped, without the signs of notes; blocks part words. is_sanitized: every
    tag in it is well formed."""
    if "footnote-" in html:
        html = _NOTE_SIGN.sub("", html)
    if is_sanitized and "<iframe" not in html:
        return _WELL_FORMED_TAG.sub("", _BLOCK_END.sub(" ", html))
    return nh3.clean(_BLOCK_END.sub(r" \g<0>", html), tags=set(), clean_content_tags={"script", "style"})


_WELL_FORMED_TAG = re.compile(r"<[^<>\"]*+(?:\"[^\"]*+\"[^<>\"]*+)*+>")
_NOTE_SIGN = re.compile(r'<a\b[^<>]*\sclass="footnote-(?:back)?ref"[^<>]*>[^<]*</a>')
_BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|td|th|blockquote|figcaption|pre|dt|dd|div)>|<br>")


@lru_cache(maxsize=8)
def _cleaner(allowed: MarkdownConfig) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        clean_content_tags={"script", "style"},
        attributes=_ATTRIBUTES,
        generic_attribute_prefixes={_FOR_SCREEN_READERS},
        attribute_filter=lambda element, name, value: _attribute(element, name, value, allowed),
        url_schemes=SCHEMES,
        link_rel=None,
        filter_style_properties=_STYLES,
        set_tag_attribute_values={"iframe": {"loading": "lazy", "referrerpolicy": "strict-origin-when-cross-origin"}},
    )


def _attribute(element: str, name: str, value: str, allowed: MarkdownConfig) -> str | None:
    if name == "class":
        let_in = [word for word in value.split() for known in allowed.classes if fnmatchcase(word, known)]
        return " ".join(word for word in value.split() if word in let_in or _CLASSES.fullmatch(word)) or None
    if name in ("width", "height"):
        return value if _LENGTH.fullmatch(value) else None
    if name == "srcset":
        schemes = (_SCHEME.match(picture.strip()) for picture in value.split(","))
        is_safe = all(scheme is None or scheme[0].lower() in ("http", "https") for scheme in schemes)
        return value if is_safe else None
    if name == "cite":
        return value if _CITED.fullmatch(value) else None
    if element == "iframe" and name == "src":
        return value if _is_allowed_frame(value, allowed) else None
    return value


def _is_allowed_frame(url: str, allowed: MarkdownConfig) -> bool:
    """Whether it is a path of the site, or leads to a host that is let in."""
    parts = split_url(url)
    if parts.scheme != "https" or "\\" in url:
        return _OWN_PATH.fullmatch(url) is not None
    host = ascii_host(parts.netloc.lower())
    below = tuple(pattern[1:] for pattern in allowed.embeds if pattern.startswith("*."))
    return host in EMBEDS or host in allowed.embeds or host.endswith(below)


# --- plain words, in the place of the markup that other generators have in front matter ---

_HTML = re.compile(r"</?(?:p|br|a|b|i|em|strong|span|div)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_INLINE = re.compile(r"<(b|i|em|strong|span|small|cite|sup|sub)(?:\s[^<>]*)?>([^<>]+)</\1>", re.IGNORECASE)
_LINK = re.compile(r"!?\[([^\[\]]+)\]\([^()\s]+\)")
_STARS = re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*]+)(?<=[^\s*])\1(?![\w*])")
_LINES = re.compile(r"(?<!\w)_(?=[^\s_])([^_]+)(?<=\S)_(?!\w)")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31}\d?);")


def plain_title(text: str) -> str:
    """Return a title without tags of emphasis and character references (`&amp;`), which are common in titles
    elsewhere. Whatever else looks like markup stays as typed: it may be what the article is about."""
    return _one_line(_INLINE.sub(r"\2", text) if "</" in text else text)


def plain_words(text: str) -> str:
    """Return the plain text of a summary or caption, which may be HTML or Markdown elsewhere."""
    if "<" in text and _HTML.search(text):
        text = plain_text(text)
    for sign, form, words in (("](", _LINK, r"\1"), ("*", _STARS, r"\2"), ("_", _LINES, r"\1")):
        text = form.sub(words, text) if sign in text else text
    return _one_line(text)


def _one_line(text: str) -> str:
    return " ".join(_REFERENCE.sub(lambda match: unescape(match[0]), text).split())


# As a browser reads them: what starts and never ends goes on to the end of the page, so all is read once.
_VALUE = r"""(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s"'>][^\s>]*+)"""
_IN_TAG = rf"(?:[^\s/>=]++(?:\s*+=\s*+{_VALUE}?+)?+|[\s/=])*+"
ATTRIBUTE = re.compile(rf"(?P<name>[^\s/>=]++)(?:\s*+=\s*+(?P<value>{_VALUE}))?+")
TAG = re.compile(
    rf"""<(?:
        !--(?:.*?-->|.*)
        | (?P<verbatim>script|style|textarea|title)(?=[\s/>])(?:.*?</(?P=verbatim)|.*)
        | (?:(?P<heading>h[1-6])|[a-z][^\s/>]*+)(?=[\s/>])(?P<attributes>{_IN_TAG})(?:>|\Z)
    )""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_MOST = 100
"""Of one text."""
_NAME = re.compile(r"<([a-z][^\s/>]*+)([^>]*)", re.IGNORECASE | re.DOTALL)


def removed_html(html: str, shown: str, allowed: MarkdownConfig) -> Iterator[tuple[str, int]]:
    """Give what is removed from the HTML that an engine gave, as writers call it (`<script>`, `onclick`,
    `javascript:`), and its index in the Markdown; -1 where that is not known.

    What runs or loads something is told each time, other things once of each kind, and not where an engine made them.
    shown: the Markdown with spaces in place of code.
    """
    reported, passed = set[str](), dict[str, int]()
    for name, tag, is_active, otherwise in islice(_all_removed(html, allowed), _MOST * 10):
        if name in reported and not is_active:
            continue
        at = _place(name, tag, otherwise, shown, passed)
        if at >= 0 or is_active:
            reported.add(name)
            yield name, at


def _all_removed(html: str, allowed: MarkdownConfig) -> Iterator[tuple[str, str, bool, str]]:
    """Give the name of each, the beginning of its tag, whether it is active, and how Markdown may have it."""
    for found in TAG.finditer(html):
        start = _NAME.match(found[0])
        if start is None:
            continue
        tag, element = start[0] if start[2].strip() else f"{start[0]}>", start[1].lower()
        attributes = [(each["name"].lower(), each["value"]) for each in ATTRIBUTE.finditer(found["attributes"] or "")]
        values = [(name, unescape(value.strip("\"'")) if value else "") for name, value in attributes]
        if element not in _TAGS:
            yield f"<{element}>", tag, element in ACTIVE, ""
        elif element == "iframe":  # one that is kept keeps all that it needs
            source = dict(reversed(values)).get("src")
            if not source or _is_attribute_removed("iframe", "src", source, allowed):
                yield "<iframe>", tag, True, ""
        else:
            for name, value in values:
                scheme = _bad_scheme(name, value)
                if scheme or _is_attribute_removed(element, name, value, allowed):
                    otherwise = f".{value.split()[0]}" if name == "class" and value.strip() else ""
                    yield f"{scheme}:" if scheme else name, tag, bool(scheme) or name.startswith("on"), otherwise


def _place(name: str, tag: str, otherwise: str, shown: str, passed: dict[str, int]) -> int:
    """Where the Markdown has the tag next, or else the name alone: then Markdown made the tag. passed: by what was
    looked for, the index behind the place where it was last."""
    word = name.strip("<>")
    key = f"{tag} {word}"
    at = shown.find(tag, passed.get(key, 0))
    if at >= 0:
        passed[key] = at + 1
        inner = re.compile(re.escape(word), re.IGNORECASE).search(shown, at + 1, at + len(tag))
        return at if name[0] == "<" or inner is None else inner.start()
    for sought in (word, otherwise):
        whole = re.compile(rf"(?<![\w-]){re.escape(sought)}", re.IGNORECASE)
        if sought and (found := whole.search(shown, passed.get(sought, 0))):
            passed[sought] = found.end()
            return found.start()
    return -1
