"""What other generators' templates understand in a text, and what the well-known of it means. Pure; nothing is run.

Hugo's and Zola's shortcodes, Liquid's and Nunjucks' tags and variables, WordPress' shortcodes; what they mean is HTML
that is sanitised like a writer's own.
"""

import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from typing import Literal
from urllib.parse import parse_qs, quote

from msgspec import Struct

from newsgen.model.urls import split_url

Style = Literal["hugo", "liquid", "variable", "wordpress", "comment", "escaped", "read_also"]

MOST = 1000
"""Characters of one tag, so that many that never end cost little."""
_QUOTED = r"\"(?:[^\"\\\n]|\\.)*+\"|“[^”\n]*+”|`[^`\n]*+`"
_TAG = re.compile(
    rf"""
    \{{%-?\s*raw\s*-?%\}}(?P<raw>.{{0,{MOST * 5}}}?)\{{%-?\s*endraw\s*-?%\}}
    | \{{%-?\s*comment\b[^%]*%\}}(?P<note>.{{0,{MOST * 5}}}?)\{{%-?\s*endcomment\s*-?%\}}
    | \{{\{{[<%]\s*comment\s*[>%]\}}\}}(?P<draft>.{{0,{MOST * 5}}}?)\{{\{{[<%]\s*/comment\s*[>%]\}}\}}
    | \{{\{{(?P<escaped>[<%])\s*/\*.{{0,{MOST}}}?\*/\s*[>%]\}}\}}
    | \{{\{{-?\s*(?P<comment>/\*).{{0,{MOST}}}?\*/\s*-?\}}\}}
    | \{{(?P<remark>\#)\s[^\n]{{0,{MOST}}}?\#\}}
    | \{{\{{[<%](?P<hugo>-?\s*/?\s*[\w./-]+(?:{_QUOTED}|(?!/?\s*-?[>%]\}}\}}|\{{\{{).){{0,{MOST}}}+/?\s*-?)[>%]\}}\}}
    | \{{%-?\s*(?P<liquid>[a-zA-Z_][\w-]*+(?:{_QUOTED}|'[^'\n]*+'|(?!-?%\}}|\{{%).){{0,{MOST}}}+)-?%\}}
    | \{{\{{-?\s*(?P<variable>(?:[a-zA-Z_]|(?:"[^"{{}}\n]*+"|'[^'{{}}\n]*+')(?=\s*\|))
        (?:{_QUOTED}|'[^'\n]*+'|(?!-?\}}\}}|\{{\{{)[^\n]){{0,{MOST}}}+)-?\}}\}}
    | (?<!\[)\[\[\s*read[\s_-]*also\s*:(?P<read_also>[^\[\]\n]*)\]\](?!\])
    | (?<![\[\\!])\[(?P<wordpress>/?[a-zA-Z][\w-]*+
        (?:=\S[^\[\]\n]*+|\s(?:"[^"]*+"|'[^']*+'|[^\[\]"'\n])*+)?+)\](?![(:])
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_ARGUMENT = re.compile(
    r"(?:([\w-]+)\s*(?:=|:(?!//))\s*)?(?:\"((?:[^\"\\]|\\.)*)\"|“([^”]*)”|`([^`]*)`|'([^']*)'|([^\s,\"'()]+))"
)
_NAME = re.compile(r"-?\s*(?P<closes>/?)\s*(?P<name>[a-zA-Z_][\w./-]*)")
_PARENTHESES = re.compile(r"[\w:-]+\(.*\)", re.DOTALL)
_WORDPRESS_MEDIA = frozenset(("youtube", "vimeo", "gist", "tweet", "twitter", "instagram", "audio", "video", "embed"))
_WORDPRESS_ALONE = frozenset(("gallery", "playlist"))
_WITH_VALUE = re.compile(r"=|\s(?:https?://|[\w-]+=[\"'\w])|\s[\w-]*\d[\w-]*$")
_WITH_QUOTED = re.compile(r"\s[\w-]+=[\"']")


class Tag(Struct, frozen=True):
    """A tag of another generator. arguments: those without a name; start, end: its indices in the text. inner: what
    stands between it and its end, if that is a part of it."""

    style: Style
    name: str
    start: int
    end: int
    arguments: tuple[str, ...] = ()
    named: dict[str, str] = {}
    closes: bool = False
    inner: str = ""

    def get(self, *names: str) -> str:
        """The first of the named arguments that is given."""
        return next((self.named[name] for name in names if self.named.get(name)), "")

    def said(self, *names: str) -> str:
        """What `get` gives, or the first argument, or what stands in it."""
        return self.get(*names) or self.first or self.inner.strip()

    @property
    def first(self) -> str:
        return self.arguments[0] if self.arguments else ""


def may_have_tags(text: str) -> bool:
    return "{{" in text or "{%" in text or "{#" in text or "[[" in text or _MAY_BE_WORDPRESS.search(text) is not None


_MAY_BE_WORDPRESS = re.compile(r"\[/[a-z]|\[[a-z][\w-]*+(?:=|\s[^\[\]\n]*?=|\]$|\s+http)", re.IGNORECASE | re.MULTILINE)


def tags(text: str, shown: str) -> Iterator[Tag]:
    """Find the tags of a text, in order. shown: the text with spaces in place of code."""
    closed = {name.lower() for name in _CLOSED.findall(shown)} if "[/" in shown else set()
    for found in _TAG.finditer(shown):
        kind = found.lastgroup or ""
        typed = text[found.start(kind) : found.end(kind)]
        if kind == "raw":  # what stands between is as typed
            yield Tag("comment", "", found.start(), found.start(kind))
            yield Tag("comment", "", found.end(kind), found.end())
        elif kind == "escaped":
            yield Tag("escaped", text[found.start() : found.end()], *found.span())
        elif kind in ("comment", "remark", "note", "draft"):
            yield Tag("comment", "", *found.span())
        elif kind == "read_also":
            yield Tag("read_also", "read-also", *found.span(), (typed.strip(),))
        elif kind == "variable" and _PARENTHESES.fullmatch(typed.strip()):  # a shortcode of Zola's
            yield _tag("hugo", typed.strip(), *found.span())
        elif kind == "variable":
            yield Tag("variable", typed.strip(), *found.span())
        elif kind != "wordpress" or _is_wordpress(typed, closed, shown, *found.span()):
            yield _tag(kind, typed, *found.span())  # type: ignore[arg-type]


_CLOSED = re.compile(r"\[/([a-zA-Z][\w-]*)\]")


def _is_wordpress(typed: str, closed: set[str], shown: str, start: int, end: int) -> bool:
    """Whether brackets, which are for many things, are a shortcode: with an end or attributes, or well known."""
    name = (_NAME.match(typed) or {"name": ""})["name"].lower()
    if name in closed or _WITH_QUOTED.search(typed):
        return True
    if shown[end : end + 1] == "[" and shown[end : end + 2] != "[/":
        return False  # a link with a label
    if name in _WORDPRESS_MEDIA:
        return _WITH_VALUE.search(typed) is not None
    line = shown[shown.rfind("\n", 0, start) + 1 : (shown.find("\n", end) + 1 or len(shown) + 1) - 1]
    return name in _WORDPRESS_ALONE and (line.strip() == shown[start:end] or "=" in typed)


def _tag(style: Style, typed: str, start: int, end: int) -> Tag:
    named = _NAME.match(typed)
    if named is None:
        return Tag(style, typed.strip(), start, end)
    name, closes = named["name"].lower(), bool(named["closes"])
    if style == "liquid" and name.startswith("end") and len(name) > 3:
        name, closes = name[3:], True
    arguments, words = dict[str, str](), list[str]()
    for key, *values in _ARGUMENT.findall(typed[named.end() :].removeprefix("=" if style == "wordpress" else "(")):
        value = unescape(next(filter(None, values), "").replace('\\"', '"'))
        if key:
            arguments[key.lower()] = value
        else:
            words.append(value)
    if style == "liquid" and name == "include" and words:
        path, *words = words
        name = path.rpartition("/")[2].partition(".")[0].lower()
        name = name if len(name) > 1 else path  # `x` is a network's name
    return Tag(style, name, start, end, tuple(words), arguments, closes)


class Meaning(Struct, frozen=True):
    """What is put in the place of a tag. block: where it stands alone; inline: amid text. url: within a link's or
    picture's address. article: named as by a READ ALSO link, to which the address leads, too. wrong: told to the
    writer, unless it is code. edge: it opens or closes a block, whose paragraph is dropped."""

    block: str = ""
    inline: str = ""
    url: str = ""
    article: str = ""
    wrong: str = ""
    edge: bool = False


Inline = Callable[[str], str]
"""Makes HTML of a line of Markdown."""
NOTHING = Meaning()
_VIDEO_ID = re.compile(r"[\w-]{1,64}", re.ASCII)
_NUMBER = re.compile(r"\d+")
_YOUTUBE = re.compile(r"(?:www\.|m\.)?(?:youtube(?:-nocookie)?\.com|youtu\.be)")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg)(?:[?#].*)?$", re.IGNORECASE)
_ROOT = re.compile(r"(?:site|config)\.(?:baseurl|base_url|url|root)|(?:site\.)?[bB]ase(?:URL|Url|url)")
_PATH = re.compile(
    r"(?:[\"'](?P<typed>[^\"']*)[\"'])\s*\|\s*(?:url|relative_url|absolute_url|relURL|absURL|prepend\s*:\s*site\.\w+)\b.*"
)


def meaning(tag: Tag, inline: Inline) -> Meaning | None:
    """Return what a tag means; None for one that is not known, or says too little."""
    if tag.style == "comment":
        return NOTHING
    if tag.style == "escaped":
        html = escape(tag.name, quote=False)
        return Meaning(f"<p>{html}</p>", html)
    if tag.style == "read_also":
        return Meaning(article=tag.first)
    if tag.style == "variable":  # only those that begin addresses are known
        path = _PATH.fullmatch(tag.name)
        if _ROOT.fullmatch(tag.name.partition("|")[0].strip()):
            return NOTHING
        return _address("/" + path["typed"].lstrip("/")) if path else None
    if tag.name in _PICTURES:
        return _image(tag, inline)
    return _MEANINGS[tag.name](tag) if tag.name in _MEANINGS else None


def _address(url: str) -> Meaning:
    return Meaning(escape(url), escape(url), url)


def _youtube(tag: Tag) -> Meaning | None:
    name = tag.said("id", "v", "video", "videoid", "url", "src")
    if "/" in name:
        parts = split_url(name if "//" in name else f"https://{name}")
        name = parse_qs(parts.query).get("v", [""])[0] or parts.path.rstrip("/").rpartition("/")[2]
        name = name if _YOUTUBE.fullmatch(parts.netloc) else ""
    if not _VIDEO_ID.fullmatch(name):
        return None
    return _frame(f"https://www.youtube-nocookie.com/embed/{name}", tag.get("title") or "YouTube")


def _vimeo(tag: Tag) -> Meaning | None:
    name = tag.said("id", "url", "src").rstrip("/").rpartition("/")[2]
    is_number = _NUMBER.fullmatch(name)
    return _frame(f"https://player.vimeo.com/video/{name}", tag.get("title") or "Vimeo") if is_number else None


def _frame(url: str, title: str) -> Meaning:
    frame = f'<iframe src="{escape(url)}" title="{escape(title)}" width="560" height="315" allowfullscreen></iframe>'
    return Meaning(f"<div>{frame}</div>", frame)


def _link(url: str) -> Meaning | None:
    if split_url(url).scheme not in ("http", "https"):
        return None
    shown = url.partition("://")[2].removeprefix("www.").rstrip("/")
    link = f'<a href="{escape(url)}">{escape(shown)}</a>'
    return Meaning(f"<p>{link}</p>", link, url)


def _tweet(tag: Tag) -> Meaning | None:
    written = tag.get("url", "id") or "".join(tag.arguments[-1:]) or tag.inner.strip()
    if "/" in written:
        return _link(written)
    user = tag.get("user") or "i"
    return _link(f"https://x.com/{quote(user)}/status/{written}") if _NUMBER.fullmatch(written) else None


def _gist(tag: Tag) -> Meaning | None:
    written = tag.get("url", "id") or "/".join(tag.arguments[:2]) or tag.inner.strip()
    return _link(written if "//" in written else f"https://gist.github.com/{quote(written)}") if written else None


def _instagram(tag: Tag) -> Meaning | None:
    written = tag.said("url", "id")
    return _link(written if "/" in written else f"https://www.instagram.com/p/{quote(written)}/") if written else None


def _embed(tag: Tag) -> Meaning | None:
    url = tag.inner.strip() or tag.get("url", "src") or tag.first
    host = split_url(url).netloc
    if _YOUTUBE.fullmatch(host):
        return _youtube(tag)
    return _vimeo(tag) if host.endswith("vimeo.com") else _link(url)


def _image(tag: Tag, inline: Inline) -> Meaning | None:
    """Return a picture; one that has a caption is a figure."""
    words = list(tag.arguments)
    src = tag.get("src", "url", "path", "image_path", "link_to") or (words.pop(0) if words else "")
    if not src:
        return None
    alt = tag.get("alt", "alt_text") or next(iter(words[1:] if tag.name.endswith("_class") else words), "")
    sizes = [(name, tag.get(name)) for name in ("width", "height")]
    size = "".join(f' {name}="{value}"' for name, value in sizes if _NUMBER.fullmatch(value))
    image = f'<img src="{escape(_local(src))}" alt="{escape(alt)}"{size}>'
    if link := tag.get("link"):
        image = f'<a href="{escape(link)}">{image}</a>'
    if tag.name != "figure" and not tag.get("caption", "title", "attr", "credit"):
        return Meaning(f"<p>{image}</p>", image)
    caption = [f"<strong>{inline(title)}</strong>"] if (title := tag.get("title")) else []
    caption += [inline(said) for said in (tag.get("caption"), tag.inner.strip()) if said]
    if by := tag.get("attr", "credit", "attribution"):
        link = tag.get("attrlink", "credit_url")
        caption.append(f'<a href="{escape(link)}">{inline(by)}</a>' if link else inline(by))
    shown = f"<figcaption>{' '.join(caption)}</figcaption>" if caption else ""
    return Meaning(f"<figure>{image}{shown}</figure>", image)


def _local(path: str) -> str:
    """Return a picture's path; Eleventy's and Jekyll's in `assets/` count from the site's folder."""
    return f"/{path}" if path.startswith("assets/") else path


def _media(tag: Tag) -> Meaning | None:
    kinds = ("mp4", "webm", "m4v", "ogv", "mp3", "m4a", "ogg", "wav")
    src = tag.said("src", "url", "file", *kinds)
    if not src:
        return None
    if tag.name == "video" and (_YOUTUBE.fullmatch(split_url(src).netloc) or "vimeo.com/" in src):
        return _embed(tag)
    poster = f' poster="{escape(tag.get("poster"))}"' if tag.name == "video" and tag.get("poster") else ""
    media = f'<{tag.name} controls src="{escape(src)}"{poster}></{tag.name}>'
    return Meaning(f"<div>{media}</div>", media)


def _gallery(tag: Tag) -> Meaning | None:
    """Return the pictures that are named, or stand in it. WordPress' numbers of pictures mean something to its database
    alone."""
    if tag.inner.strip():
        return NOTHING
    pictures = [word for word in tag.arguments if _PICTURE.search(word)]
    images = "".join(f'<img src="{escape(_local(src))}" alt="">' for src in pictures)
    return Meaning(f"<div>{images}</div>", images) if images else None


def _highlight(tag: Tag) -> Meaning | None:
    language = tag.first or tag.get("lang", "language")
    of = f' class="language-{escape(language)}"' if language else ""
    return Meaning(f"<pre><code{of}>{escape(tag.inner.strip(chr(10)), quote=False)}\n</code></pre>")


def _ref(tag: Tag) -> Meaning | None:
    written = tag.get("path") or tag.first
    if not written:
        return None
    if written.startswith("#"):
        return _address(written)
    return Meaning(url=quote(written, safe="/#.-_~"), article=written)


_PICTURES = frozenset(("figure", "image", "image_with_class", "img", "picture"))
_MEANINGS: dict[str, Callable[[Tag], Meaning | None]] = {
    "audio": _media,
    "embed": _embed,
    "gallery": _gallery,
    "gist": _gist,
    "highlight": _highlight,
    "instagram": _instagram,
    "link": _ref,
    "post_url": _ref,
    "ref": _ref,
    "relref": _ref,
    "tweet": _tweet,
    "twitter": _tweet,
    "video": _media,
    "vimeo": _vimeo,
    "x": _tweet,
    "youtube": _youtube,
}
KNOWN = _PICTURES | _MEANINGS.keys()
PAIRED = frozenset(("embed", "highlight", "gallery", "video", "audio", "youtube", "vimeo", "gist", "tweet", "figure"))
"""Those of which what stands before their end is a part."""
