"""Web and mail addresses that stand in a text without any markup, as GitHub links them. Pure.

Source: GitHub Flavored Markdown 0.29, "Autolinks (extension)". A Mastodon handle (`@name@host`) is no mail address.
"""

import re
from collections.abc import Iterator
from html import unescape

from newsgen.reading.markdown_text import markdown_events

BARE_URL = re.compile(
    r"""(?:(?<![a-z0-9])(?<!\]\()(?<!<)(?<!=["'])(?:https?|ftp)://(?=[^\W_])|(?<![^\s*_~(])(?P<www>www\.)(?=[\w\-]))[^\s<]++
    |(?<![\w.+\-/=@])(?:mailto:)?+(?P<mail>[a-z0-9][a-z0-9._+\-]*+@(?:[a-z0-9\-]++\.)+[a-z0-9\-]*[a-z])(?![\w\-@])""",
    re.VERBOSE | re.IGNORECASE,
)
DOMAIN = re.compile(r"(?:(?:https?|ftp)://)?[^\s/?#:]+", re.IGNORECASE)
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
ENTITY_END = re.compile(r"&[a-zA-Z0-9]+;\Z")
SPECIAL = re.compile(r"[\\\[\]*_`<>&~]")
RAW_ANCHOR = re.compile(r"<(/?)a\b", re.IGNORECASE)
TRAILING = "?!.,:*_~'\"“”‘’«»„…。、，"


def has_sign(text: str) -> bool:
    return "://" in text or "@" in text or "www." in text or "WWW." in text or "Www." in text


def with_marked_urls(text: str) -> str:
    """The Markdown with angle brackets around the addresses that stand in it without."""
    if not has_sign(text.replace("](https://", "").replace("](http://", "")):  # as most texts
        return text
    source = text.encode()
    pieces, written = [], 0
    for start, end in _plain_ranges(text):
        plain = source[start:end].decode()
        for found in BARE_URL.finditer(plain) if has_sign(plain) else ():
            shown, url = bare_url(found)
            if shown:
                at = start + len(plain[: found.start()].encode())
                is_plain = url in (shown, f"mailto:{shown}") and ">" not in url and not ENTITY.search(url)
                marked = f"<{shown}>" if is_plain else f"[{_escaped(shown)}](<{_escaped(url)}>)"
                typed = source[written:at]
                is_escape = (len(typed) - len(typed.rstrip(b"\\"))) % 2  # a backslash that is text would become one
                pieces += [typed, b"\\" * is_escape, marked.encode()]
                written = at + len(shown.encode())
    return b"".join([*pieces, source[written:]]).decode() if pieces else text


def _escaped(text: str) -> str:
    return SPECIAL.sub(r"\\\g<0>", ENTITY.sub(lambda found: unescape(found[0]), text))


def _plain_ranges(text: str) -> Iterator[tuple[int, int]]:
    """Where text stands outside of code, links and raw tags, in bytes; neighbours are joined."""
    linked = start = end = 0
    is_verbatim = False
    for kind, content, _, at, to in markdown_events(text):
        if kind in ("Start", "End"):
            if content in ("Link", "Image"):
                linked += 1 if kind == "Start" else -1
            elif content in ("CodeBlock", "HtmlBlock"):
                is_verbatim = kind == "Start"
            elif content in ("Paragraph", "Heading", "Item", "TableCell"):
                linked = 0
        elif kind == "InlineHtml" and (anchor := RAW_ANCHOR.match(content)):
            linked += -1 if anchor[1] else 1
        is_text = kind == "Text" and linked <= 0 and not is_verbatim
        if is_text and at == end:
            end = to
            continue
        if end > start:
            yield start, end
        start, end = at if is_text else to, to
    if end > start:
        yield start, end


def bare_url(found: re.Match[str]) -> tuple[str, str]:
    """The address as written, without the punctuation that ends a sentence, and what to link to; "" for none."""
    if found["mail"]:
        return found[0], f"mailto:{found['mail']}"
    written = without_trailing(found[0])
    domain = DOMAIN.match(written)
    if domain is None or (found["www"] and "." not in written[4:]) or "_" in "".join(domain[0].split(".")[-2:]):
        return "", ""
    return written, f"http://{written}" if found["www"] else written


def without_trailing(url: str) -> str:
    """Return a url without what more likely belongs to the sentence: stops, quotes, a bracket that the address
    didn't open."""
    surplus = url.count(")") - url.count("(")
    while url:
        if url[-1] in TRAILING:
            url = url[:-1]
        elif url[-1] == ")" and surplus > 0:
            url, surplus = url[:-1], surplus - 1
        elif url[-1] == ";":
            ended = ENTITY_END.search(url[-40:])
            url = url[: -len(ended[0])] if ended else url[:-1]
        else:
            break
    return url
