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
_IN_QUOTES = re.compile(r"[“”„«»‘’‚‹›][^“”„«»‘’‚‹›]*[“”„«»‘’‚‹›]")
_MARKDOWN = re.compile(
    r"\*\*[^\s*].*?\*\*|(?<![\w*])\*[^\s*][^*]*\*(?![\w*])|(?<![\w_])_[^\s_][^_]*_(?![\w_])|!?\[[^\]]+\]\([^)]*\)"
    r"|`[^`]+`|^#{1,6} "
)
_HTML = re.compile(r"</?(?:br|p|div|font|a|h[1-6]|center|img|blockquote)\b[^<>]*>", re.IGNORECASE)
_END = re.compile(r"[,;]\s*$")
_REFERENCE = re.compile(r"&#?\w+;\s*$")
_SEPARATED = re.compile(r"[|•·▪◦‣]|\s/\s|^[-–—*]\s?\w|\w\s[-–—]\w")
_JOINED = re.compile(r"\s(?:and|&|und|et|και|и|ve|og|och)\s|\s\+\s", re.IGNORECASE)
_BY = re.compile(r"(?:by|από|του|της|par)\s+(?=\w)|(?:text|words|story|κείμενο)\s*:", re.IGNORECASE)
_MAIL = re.compile(r"\S+@\S+\.\S+")
_COUNTRIES = {
    "gr": "el", "jp": "ja", "cn": "zh", "cz": "cs", "dk": "da", "ua": "uk", "kr": "ko", "us": "en", "gb": "en",
    "al": "sq", "rs": "sr", "ir": "fa", "il": "he", "vn": "vi", "eng": "en", "ger": "de", "gre": "el", "fre": "fr",
}  # fmt: skip
"""Codes of countries, and of old lists, where the language has another."""
_SHARED = re.compile(
    r"https?://(?:(?:drive|docs|photos)\.google\.com/|photos\.app\.goo\.gl/|1drv\.ms/|onedrive\.live\.com/"
    r"|(?:www\.)?icloud\.com/|we\.tl/|(?:www\.)?dropbox\.com/(?!.*[?&](?:raw|dl)=1))",
    re.IGNORECASE,
)
_TYPED_PICTURE = re.compile(r"!?\[|<img\b", re.IGNORECASE)


def odd_values(matter: Mapping, entries: Keys, path: str) -> list[Problem]:
    """matter: as typed; entries: in our words."""
    found = [*_one_of_several(matter, path)]
    for label, value in _scalars(entries):
        text = (value.text or "").strip()
        for what, fix in _odd(label, text):
            found.append(warning("odd-value", Place(path, value.line, value.column), what, fix))
    return [*found, *_hashes(entries, path), *_quoted_prose(entries, path)]


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
    if label in _NAMES and _IN_QUOTES.fullmatch(text):
        yield f"'{label}': the quotes are a part of {_shown(text)}", 'leave them out, or write straight ones: "'
    if label in ("title", "subtitle"):
        yield from _of_headline(label, text)
    if label in ("tags", "authors", "section"):
        yield from _of_name(label, text)
    if label == "authors":
        yield from _of_author(text)
    if label == "lang" and text.lower() in _COUNTRIES:
        yield f"'lang': there is no language '{text}'", f"did you mean '{_COUNTRIES[text.lower()]}'?"
    if label == "photo.src" and _SHARED.match(text):
        yield f"'photo': {_shown(text)} is a page that shows a picture", "download it, and put it beside the article"
    if label == "photo.src" and _TYPED_PICTURE.match(text):
        yield f"'photo': {_shown(text)} is more than a path", "write the path alone: photos/flood.jpg"


def _of_headline(label: str, text: str) -> Iterator[tuple[str, str]]:
    if sign := _MARKDOWN.search(text):
        yield f"'{label}' is no Markdown: readers see {_shown(sign[0])}", "take the signs out"
    if tag := _HTML.search(text):
        yield f"'{label}' holds the tag {_shown(tag[0])}", "take it out"
    if (sign := _END.search(text)) and not _REFERENCE.search(text):
        yield f"'{label}' ends in '{sign[0].strip()}'", "take it out: YAML needs none at the end of a line"


def _of_name(label: str, text: str) -> Iterator[tuple[str, str]]:
    if text.count("(") != text.count(")") or text.count("[") != text.count("]"):
        yield f"'{label}': a bracket is a part of {_shown(text)}", f"write {label}: [One, Two]"
    elif label != "section" and _SEPARATED.search(text):
        yield f"'{label}': {_shown(text)} is taken for one", f"write {label}: [One, Two]"


def _of_author(text: str) -> Iterator[tuple[str, str]]:
    parts = [part.strip() for part in _JOINED.split(text)]
    if len(parts) > 1:
        yield f"'authors': {_shown(text)} is taken for one author", f"write authors: [{', '.join(parts)}]"
    if by := _BY.match(text):
        yield f"'authors': '{by[0].strip()}' is a part of the name", f"write the name alone: {text[by.end() :].strip()}"
    if mail := _MAIL.search(text):
        name = text[: mail.start()].strip(" <(") or "Maria P"
        yield f"'authors': an address is a part of {_shown(text)}", f"write the name alone: {name}"


def _one_of_several(matter: Mapping, path: str) -> Iterator[Problem]:
    """Find lines below a key that lists something, without hyphens: YAML makes one text of them."""
    for name, entry in matter.entries.items():
        if isinstance(entry.value, Scalar) and entry.value.is_folded and plain_key(name) in _LISTS:
            place = Place(path, entry.value.line, entry.value.column)
            yield warning("odd-value", place, f"'{name}': these lines are one value", "begin each with `- `")


def _hashes(entries: Keys, path: str) -> Iterator[Problem]:
    value = entries["tags"].value if "tags" in entries else None
    texts = [each for each in value.items if isinstance(each, Scalar)] if isinstance(value, Sequence) else []
    if len(texts) > 1 and all((each.text or "").startswith("#") for each in texts):
        place = Place(path, texts[0].line, texts[0].column)
        yield warning("odd-value", place, f"'tags': the # is a part of '{texts[0].text}'", "leave it out")


def _quoted_prose(entries: Keys, path: str) -> Iterator[Problem]:
    """A quote alone may be a headline; if its neighbours stand in the same quotes an editor has put them there."""
    quoted = [(label, value) for label, value in _scalars(entries) if _IN_QUOTES.fullmatch((value.text or "").strip())]
    if len(quoted) < 2:
        return
    for label, value in quoted:
        if label in _PROSE:
            what = f"'{label}': the quotes are a part of {_shown(value.text or '')}"
            place = Place(path, value.line, value.column)
            yield warning("odd-value", place, what, 'leave them out, or write straight ones: "')


def _shown(text: str) -> str:
    return f"'{text[:40].strip()}{'…' if len(text) > 40 else ''}'"
