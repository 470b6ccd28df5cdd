"""What is in a page that a browser would run or follow, for tests that let strangers write."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from lxml import etree, html

URLS = set(
    "href src action formaction xlink:href srcset poster cite data background ping lowsrc dynsrc manifest longdesc "
    "codebase classid profile usemap archive icon".split()
)
RUN_OR_LOAD = set(
    "style base object embed applet form input textarea select svg math frame frameset portal template noscript xmp "
    "plaintext listing noembed marquee layer bgsound isindex slot dialog animate set use".split()
)
SCHEMES = {"http", "https", "mailto", "tel"}
_REFRESH = re.compile(r"0; url=/(?!/)[^\s\"'<>]*")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)

Attributes = dict[str, str]


def scheme(url: str) -> str:
    """As a browser sees it: without control characters and blanks before it, without tabs and line ends in it."""
    url = re.sub(r"[\t\r\n]", "", url.lstrip("".join(map(chr, range(33)))))
    match = _SCHEME.match(url)
    return match[1].lower() if match else ""


_ICON = re.compile(r'<svg class="icon" aria-hidden="true"><use href="/[\w/-]*assets/icons\.\w+\.svg#\w+"></use></svg>')


def elements(page: str) -> Iterator[tuple[str, Attributes, str]]:
    """Name, attributes and text of every element, as libxml2 reads them."""
    for element in html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8")).iter():
        if isinstance(element.tag, str):
            yield element.tag, {str(name).lower(): str(value) for name, value in element.items()}, element.text or ""


class _Tags(HTMLParser):
    """A second opinion: Python's tokenizer, which knows nothing of what may stand where."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, Attributes]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def tokens(page: str) -> list[tuple[str, Attributes]]:
    parser = _Tags()
    parser.feed(page)
    parser.close()
    return parser.found


def _without_icons(page: str) -> str:
    """A page but for the drawings of the layouts, which no article may have."""
    return _ICON.sub("", page)


def dangers(page: str) -> list[str]:
    """Everything in a page or a fragment of one that runs, loads or leads where no article may."""
    found = []
    for tag, attributes, text in elements(_without_icons(page) or "<p>"):
        found += _of_element(tag, attributes)
        if tag == "script" and attributes.get("type") == "application/ld+json":
            json.loads(text)
        elif tag == "script" and not attributes.get("src", "").startswith("/assets/"):
            found.append(f"a script: {text[:60]}")
    return found


def dangerous_tokens(page: str) -> list[str]:
    return [danger for tag, attributes in tokens(_without_icons(page)) for danger in _of_element(tag, attributes)]


def shapes(page: str) -> set[tuple[str, str]]:
    """Every pair of an element's name and an attribute's, ("p", "") for the element itself."""
    return {(tag, name) for tag, attributes, _ in elements(page) for name in ("", *attributes)}


def _of_element(tag: str, attributes: Attributes) -> list[str]:
    found = [f"<{tag}>"] if tag in RUN_OR_LOAD else []
    found += [f"<{tag} {name}>" for name in attributes if name.startswith("on") or name in ("srcdoc", "sandbox")]
    found += [
        f"<{tag} {name}={value!r}>"
        for name, value in attributes.items()
        if name in URLS and scheme(value) and scheme(value) not in SCHEMES
    ]
    style = attributes.get("style", "")
    if style and not re.fullmatch(r"text-align: ?\w+;?", style):
        found.append(f"<{tag} style={style!r}>")
    refresh = attributes.get("http-equiv") and attributes.get("content", "")
    if refresh and not _REFRESH.fullmatch(refresh):
        found.append(f"a refresh: {refresh!r}")
    if tag == "iframe" and not attributes.get("src", "").startswith("https://www.youtube.com/"):
        found.append(f"a frame: {attributes}")
    return found


def xml(document: bytes) -> etree._Element:
    """Strictly parsed; entities and the network are left alone. Raises where it is not XML."""
    assert b"<!DOCTYPE" not in document and b"<!ENTITY" not in document
    return etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True))
