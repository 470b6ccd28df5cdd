"""Names of sections, tags and authors: which of them are one, and the slug that each has. Pure."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from unicodedata import category, normalize

from newsgen.model.article import Author
from newsgen.model.config import Config
from newsgen.model.slugs import MAX_BYTES, slug

Slugs = Mapping[str, str]
"""Of names that have not the usual slug, by kind and identity; or, as the config may name a section, by usual slug."""
NO_SLUGS: Slugs = {}

_ALIKE = str.maketrans(dict.fromkeys("’ʼ‘‛`´′", "'") | dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‐‑‒–—―−", "-"))
_JOINTS = re.compile(r"([-_]+)")
_UNSEEN = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_GREEK = re.compile("[\u0370-\u03ff\u1f00-\u1fff]")
_ACCENT = "\u0301"
_SIGNS = re.compile(r"[^\w\s]")
_WORDS = {
    "+": "plus", "#": "sharp", ".": "dot", "&": "and", "@": "at", "%": "percent", "*": "star", "/": "slash",
    "=": "equals", "$": "dollar", "!": "bang", "?": "query", "~": "tilde", "-": "minus",
}  # fmt: skip
_STARTS = {"#": "hash"}
"""What a sign is called at the start of a name, if otherwise: `#MeToo`."""


@lru_cache(maxsize=65_536)
def name_key(name: str) -> str:
    """Equal for spellings of one name: they have one slug, and differ in case, in spacing (a hyphen or underscore
    between letters is a space) or in the form of quotes, dashes and letters (NFKC) alone."""
    return f"{slug(name)} {_spelling(name)}"


def usual_slug(of: str) -> str:
    """That of a name, by its identity."""
    return of.partition(" ")[0]


@lru_cache(maxsize=4096)
def capitals(name: str) -> str:
    """The identity in capitals, where Greek leaves out the accents, and Turkish the difference of two letters: ΚΡΗΤΗ
    may be Κρήτη. Of names in other letters it is the same."""
    if _GREEK.search(name):
        return name_key(normalize("NFC", normalize("NFD", name).replace(_ACCENT, "")).upper())
    return name_key(name.upper()) if "ı" in name else name_key(name)


def slug_of(kind: str, name: str, slugs: Slugs) -> str:
    usual = slug(name)
    if not slugs:
        return usual
    return slugs.get(f"{kind}:{name_key(name)}") or slugs.get(f"{kind}:{usual}") or usual


def configured_slugs(config: Config) -> dict[str, str]:
    """The slugs that the config gives to sections and tags."""
    configured = [("section", name, each.slug) for name, each in config.sections.items()]
    configured += [("tag", name, each.slug) for name, each in config.tags.items()]
    found: dict[str, str] = {}
    for kind, name, own_slug in configured:
        if own_slug:
            found[f"{kind}:{name_key(name)}"] = own_slug
            if slug(name) == name:
                found[f"{kind}:{name}"] = own_slug
    return found


def author_slug(name: str, authors: Mapping[str, Author]) -> str:
    """authors: by the identities of their keys and names."""
    author = authors.get(name_key(name)) if authors else None
    return author.slug if author else slug(name)


def suffixed(name: str) -> Iterator[str]:
    """Slugs for a name whose usual one another has, the best first: with words for its signs, else with a digest."""
    usual, worded = slug(name), slug(_worded(name))
    if worded != usual:
        yield worded
    from newsgen.model.digest import digest

    tail = digest(name_key(name).encode())
    for length in (4, 8, 16, 32):
        yield f"{usual[: MAX_BYTES - length - 1].rstrip('-')}-{tail[:length]}"


def has_words(name: str) -> bool:
    """Whether signs of the name have words: C++, but not C."""
    return slug(_worded(name)) != slug(name)


def _worded(name: str) -> str:
    plain = normalize("NFKC", name.translate(_ALIKE)).strip()

    def word(match: re.Match[str]) -> str:
        at, sign = match.start(), match[0]
        if sign == "-" and _is_letter(plain[at - 1 : at]) and _is_letter(plain[at + 1 : at + 2]):
            return " "
        said = _WORDS.get(sign, "") if at else _STARTS.get(sign, _WORDS.get(sign, ""))
        return f" {said} " if said else sign

    return _SIGNS.sub(word, plain)


def _spelling(name: str) -> str:
    plain = _UNSEEN.sub("", normalize("NFKC", name.translate(_ALIKE)))
    plain = normalize("NFKC", plain.casefold()).replace("i\u0307", "i")
    plain = "".join(plain.split())
    parts = _JOINTS.split(plain)
    for at in range(1, len(parts), 2):
        if _is_letter(parts[at - 1][-1:]) and _is_letter(parts[at + 1][:1]):
            parts[at] = ""
    return "".join(parts)


def _is_letter(sign: str) -> bool:
    """Letters with what stands above or below them, and digits."""
    return sign != "" and category(sign)[0] in "LMN"
