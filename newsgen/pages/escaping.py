"""How text, urls and moments are written into XML, JSON and script elements. Pure."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NewType

import msgspec
from markupsafe import Markup

from newsgen.model.urls import WEB_URL, ascii_url

Xml = NewType("Xml", str)
"""Text that is XML already. Only `xml_text` and `element` make it, so nothing is escaped twice or never."""

NOTHING = Xml("")

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_IN_QUOTES = str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_MINUTE = timedelta(minutes=1)
_TO_THE_MINUTE = len("2022-03-07T10:20:00+02:00")
_NOT_IN_SCRIPT = [(unsafe.encode(), f"\\u{ord(unsafe):04x}".encode()) for unsafe in "<>&\u2028\u2029"]
_json = msgspec.json.Encoder()


def xml_text(text: str) -> Xml:
    """`text` as an element's content, without what XML 1.0 can't hold (its production 2, Char)."""
    text = _NOT_IN_XML.sub("", str(text))  # a Markup's own replace would escape what replaces
    return Xml(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;"))


def element(name: str, *children: Xml, **attributes: str) -> Xml:
    """An element, itself never left out; its empty children and attributes are. A line for each child. Line breaks and
    tabs of attributes survive."""
    inside = "\n".join(filter(None, children))
    start = name + "".join(
        f' {key}="{xml_text(value).translate(_IN_QUOTES)}"' for key, value in attributes.items() if value
    )
    return Xml(f"<{start}>{inside}</{name}>" if inside else f"<{start}/>")


def text_element(name: str, text: str, **attributes: str) -> Xml:
    """An element that holds text; nothing where there is none."""
    escaped = xml_text(text)
    return element(name, escaped, **attributes) if escaped else NOTHING


def xml_document(root: Xml) -> bytes:
    return f'<?xml version="1.0" encoding="utf-8"?>\n{root}\n'.encode()


def json_bytes(value: object) -> bytes:
    """Compact JSON in UTF-8. Lone surrogates, which UTF-8 can't hold, are dropped."""
    try:
        return _json.encode(value)
    except UnicodeEncodeError:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "ignore")


def without_empty(values: Mapping[str, Any], *always: str) -> dict[str, Any]:
    """Leave out values that are empty, but for those of the keys `always`."""
    return {key: value for key, value in values.items() if value or key in always}


def script_json(encoded: bytes) -> Markup:
    """JSON that can stand in a `<script>`: no text in it can end the element or open a comment. U+2028 and U+2029 end
    lines in old JavaScript. Source: HTML, "Restrictions for contents of script elements"."""
    for unsafe, safe in _NOT_IN_SCRIPT:
        encoded = encoded.replace(unsafe, safe)
    return Markup(encoded.decode())


@lru_cache(maxsize=4096)
def absolute_url(url: str, origin: str) -> str:
    """A root-relative url, or one of the web, as it can be followed from anywhere. "" for none, and for one that is not
    of the web, such as `javascript:`."""
    if url.startswith("//"):
        url = origin.partition("//")[0] + url
    if WEB_URL.fullmatch(url):
        return ascii_url(url)
    if not url or _SCHEME.match(url):
        return ""
    return ascii_url(f"{origin}/{url.removeprefix('/')}")


def rfc3339(moment: datetime) -> str:
    """`2022-03-07T10:20:00+02:00`: for Atom, JSON Feed, sitemaps (W3C Datetime), schema.org. Needs a zone."""
    text = moment.isoformat(timespec="seconds")
    return text if len(text) == _TO_THE_MINUTE else _in_whole_minutes(moment).isoformat(timespec="seconds")


def rfc822(moment: datetime) -> str:
    """`Mon, 07 Mar 2022 10:20:00 +0200`: for RSS. Needs a zone."""
    from email.utils import format_datetime  # which takes long, and only feeds want it

    return format_datetime(_in_whole_minutes(moment))


def _in_whole_minutes(moment: datetime) -> datetime:
    """The same instant with an offset that both formats can say; old local times have seconds in theirs."""
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError(f"{moment} has no zone")
    return moment.astimezone(UTC) if offset % _MINUTE else moment
