"""Values of front matter that can be read and were hardly meant so: quotes of print, signs of Markdown ... Pure."""

import re
from collections.abc import Iterator

from newsgen.model.problem import Place, Problem, warning
from newsgen.reading.decoding import garbled
from newsgen.reading.holding import Keys
from newsgen.reading.key_mapping import plain_key
from newsgen.reading.tree import Mapping, Scalar, Sequence, Tree

_LISTS = ("authors", "author", "byline", "tags", "topics", "aliases", "categories")
_NAMES = ("tags", "authors", "section", "photo.src", "photo.credit", "slug", "lang", "layout", "type", "aliases")
"""Values that no quotes are a part of; a headline may be a quote as a whole."""
_PROSE = ("title", "subtitle", "summary", "photo.alt", "photo.caption")
_HEADLINES, _NAMED = ("title", "subtitle"), ("tags", "authors")
_QUOTES_ARE_PART = "'{label}': the quotes are a part of {text}"
_STRAIGHT = 'leave them out, or write straight ones: "'
_IN_QUOTES = re.compile(r"[“”„«»‘’‚‹›][^“”„«»‘’‚‹›]*[“”„«»‘’‚‹›]")
_MARKDOWN = (
    r"\*\*[^\s*].*?\*\*|(?<![\w*])\*[^\s*][^*]*\*(?![\w*])|(?<![\w_])_[^\s_][^_]*_(?![\w_])|!?\[[^\]]+\]\([^)]*\)"
    r"|`[^`]+`|^#{1,6} "
)
_SHARED = (
    r"(?i)^https?://(?:(?:drive|docs|photos)\.google\.com/|photos\.app\.goo\.gl/|1drv\.ms/|onedrive\.live\.com/"
    r"|(?:www\.)?icloud\.com/|we\.tl/|(?:www\.)?dropbox\.com/(?!.*[?&](?:raw|dl)=1))"
)
_JOINED = r"(?i)\s(?:and|&|und|et|και|и|ve|og|och)\s|\s\+\s"
_BY = r"(?i)^(?:(?:by|από|του|της|par)\s+(?=\w)|(?:text|words|story|κείμενο)\s*:)"
_HTML = r"(?i)</?(?:br|p|div|font|a|h[1-6]|center|img|blockquote)\b[^<>]*>"
_END = r"(?s)^(?!.*&#?\w+;\s*$).*([,;])\s*$"
_ODD: dict[tuple[str, ...], tuple[tuple[str, str, str], ...]] = {
    _NAMES: ((f"^{_IN_QUOTES.pattern}$", _QUOTES_ARE_PART, _STRAIGHT),),
    _HEADLINES: (
        (_MARKDOWN, "'{label}' is no Markdown: readers see {sign}", "take the signs out"),
        (_HTML, "'{label}' holds the tag {sign}", "take it out"),
        (_END, "'{label}' ends in {sign}", "take it out: YAML needs none at the end of a line"),
    ),
    ("authors",): (
        (_JOINED, "'authors': {text} is taken for one author", "write authors: [{parts}]"),
        (_BY, "'authors': {sign} is a part of the name", "write the name alone: {after}"),
        (r"\S+@\S+\.\S+", "'authors': an address is a part of {text}", "write the name alone: {before}"),
    ),
    ("photo.src",): (
        (_SHARED, "'photo': {text} is a page that shows a picture", "download it, and put it beside the article"),
        (r"(?i)^(?:!?\[|<img\b)", "'photo': {text} is more than a path", "write the path alone: photos/flood.jpg"),
    ),
}
"""By the keys: forms of values of theirs that are odd, what is wrong, how to fix it."""
_SEPARATED = re.compile(r"[|•·▪◦‣]|\s/\s|^[-–—*]\s?\w|\w\s[-–—]\w")
_COUNTRIES = {
    "gr": "el", "jp": "ja", "cn": "zh", "cz": "cs", "dk": "da", "ua": "uk", "kr": "ko", "us": "en", "gb": "en",
    "al": "sq", "rs": "sr", "ir": "fa", "il": "he", "vn": "vi", "eng": "en", "ger": "de", "gre": "el", "fre": "fr",
}  # fmt: skip
"""Codes of countries, and of old lists, where the language has another."""


def odd_values(matter: Mapping, entries: Keys, path: str) -> list[Problem]:
    """matter: as typed; entries: in our words."""
    found = [*_one_of_several(matter), *_quoted_prose(entries)]
    for label, value in _scalars(entries):
        found += [(value, *odd) for odd in _odd(label, (value.text or "").strip())]
    tags = [value for label, value in _scalars(entries) if label == "tags"]
    if len(tags) > 1 and all((tag.text or "").startswith("#") for tag in tags):
        found.append((tags[0], f"'tags': the # is a part of '{tags[0].text}'", "leave it out"))
    return [warning("odd-value", Place(path, value.line, value.column), what, fix) for value, what, fix in found]


def _scalars(entries: Keys) -> Iterator[tuple[str, Scalar]]:
    """The values of which something may be said, each under the name of its key."""
    for label in dict.fromkeys((*_NAMES, *_PROSE, "photo.src")):
        key, _, part = label.partition(".")
        value: Tree | None = entries[key].value if key in entries else None
        if part:
            value = value.entries[part].value if isinstance(value, Mapping) and part in value.entries else None
        for each in value.items if isinstance(value, Sequence) else (value,):
            if isinstance(each, Scalar) and each.text:
                yield label, each


def _odd(label: str, text: str) -> Iterator[tuple[str, str]]:
    """What is odd, and how to fix it."""
    if bad := garbled(text):
        yield f"'{label}' holds '{bad}', which was text in another encoding", "type it anew, as UTF-8"
    for form, what, fix in (rule for labels, rules in _ODD.items() if label in labels for rule in rules):
        if found := re.search(form, text):
            words = {"label": label, "text": _shown(text), "sign": _shown(found[found.lastindex or 0].strip())}
            words["before"] = text[: found.start()].strip(" <(") or "Maria P"
            words["after"] = text[found.end() :].strip()
            words["parts"] = ", ".join(part.strip() for part in re.split(form, text) if part)
            yield what.format(**words), fix.format(**words)
    has_odd_bracket = text.count("(") != text.count(")") or text.count("[") != text.count("]")
    if has_odd_bracket and label in (*_NAMED, "section"):
        yield f"'{label}': a bracket is a part of {_shown(text)}", f"write {label}: [One, Two]"
    elif label in _NAMED and _SEPARATED.search(text):
        yield f"'{label}': {_shown(text)} is taken for one", f"write {label}: [One, Two]"
    if label == "lang" and text.lower() in _COUNTRIES:
        yield f"'lang': there is no language '{text}'", f"did you mean '{_COUNTRIES[text.lower()]}'?"


def _one_of_several(matter: Mapping) -> Iterator[tuple[Scalar, str, str]]:
    """Find lines below a key that lists something, without hyphens: YAML makes one text of them."""
    for name, entry in matter.entries.items():
        if isinstance(entry.value, Scalar) and entry.value.is_folded and plain_key(name) in _LISTS:
            yield entry.value, f"'{name}': these lines are one value", "begin each with `- `"


def _quoted_prose(entries: Keys) -> Iterator[tuple[Scalar, str, str]]:
    """A quote alone may be a headline; if its neighbours stand in the same quotes an editor has put them there."""
    quoted = [(label, value) for label, value in _scalars(entries) if _IN_QUOTES.fullmatch((value.text or "").strip())]
    for label, value in quoted if len(quoted) > 1 else ():
        if label in _PROSE:
            yield value, _QUOTES_ARE_PART.format(label=label, text=_shown(value.text or "")), _STRAIGHT


def _shown(text: str) -> str:
    return f"'{text[:40].strip()}{'…' if len(text) > 40 else ''}'"
