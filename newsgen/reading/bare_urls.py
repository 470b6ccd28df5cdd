"""Web and mail addresses that stand in a text without any markup, as GitHub links them. Pure.

Source: GitHub Flavored Markdown 0.29, "Autolinks (extension)". A Mastodon handle (`@name@host`) is no mail address.
"""

import re

BARE_URL = re.compile(
    r"""(?:(?<![a-z0-9])(?<!\]\()(?<!<)(?<!=["'])(?:https?|ftp)://(?=[^\W_])|(?<![^\s*_~(\x03])(?P<www>www\.)(?=[\w\-]))[^\s<\x02\x03]++
    |(?<![\w.+\-/=@])(?:mailto:)?+(?P<mail>[a-z0-9][a-z0-9._+\-]*+@(?:[a-z0-9\-]++\.)+[a-z0-9\-]*[a-z])(?![\w\-@])""",
    re.VERBOSE | re.IGNORECASE,
)
NOT_IN_MARKUP = r"(?<!\]\({0}://)(?<!<{0}://)(?<!=[\"']{0}://)"
# Each begins with what it looks for, by which the search is quick.
HINTS = (
    ("://", re.compile(f"://{NOT_IN_MARKUP.format('http')}{NOT_IN_MARKUP.format('https')}")),
    ("ww.", re.compile(r"ww\.(?<!//www\.)")),
    ("WW.", re.compile(r"WW\.")),
    ("@", re.compile(r"@(?<=\w@)(?=[a-zA-Z0-9])")),
)
DOMAIN = re.compile(r"(?:(?:https?|ftp)://)?[^\s/?#:]+", re.IGNORECASE)
ENTITY_END = re.compile(r"&[a-zA-Z0-9]+;\Z")
RAW_ANCHOR = re.compile(r"<(/?)a\b", re.IGNORECASE)
TRAILING = "?!.,:*_~'\"“”‘’«»„…。、，"


def may_hold_bare_url(source: str) -> bool:
    """A cheap question, asked of every text: few have an address outside of a link's markup."""
    return any(sign in source and hint.search(source) for sign, hint in HINTS)


def has_sign(text: str) -> bool:
    return "://" in text or "@" in text or "www." in text or "WWW." in text or "Www." in text


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
    """Without what more likely belongs to the sentence: stops, quotes, a bracket that the address didn't open."""
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
