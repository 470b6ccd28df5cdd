"""The front matter keys of other generators, in newsgen's words. Pure.

Each rule takes the keys that it knows and leaves the rest; a key of ours always wins over its other names.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from newsgen.model.front_matter import FrontMatter
from newsgen.reading.tree import Entry, Mapping, Scalar, Sequence, Tree

OURS = frozenset(FrontMatter.__struct_fields__)
RENAMED: dict[str, tuple[str, ...]] = {
    "date": ("publishdate", "publish_date", "pubdate", "pub_date", "scheduled", "embargo"),
    "updated": ("lastmod", "modified", "last_modified_at"),
    "expires": ("expirydate", "expiry_date", "unpublishdate", "unpublish_date"),
    "authors": ("author", "byline"),
    "section": ("category",),
    "tags": ("topics",),
    "summary": ("description", "excerpt", "blurb", "deck"),
    "slug": ("permalink", "url", "path", "save_as"),
    "aliases": ("redirect_from", "redirectto"),
    "layout": ("template",),
    "photo": ("image", "featured_image", "previewimage"),
}
PHOTO_PARTS: dict[str, tuple[str, ...]] = {
    "alt": ("photo_alt", "image_alt", "image_description"),
    "caption": ("photo_caption", "image_caption", "image_figcaption"),
    "credit": ("photo_credit", "image_credit"),
}
PATH_KEYS = ("url", "path", "image")
CONTAINERS = ("extra", "params")
TRUE, FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")

Keys = dict[str, Entry]
_MEANT = {name: ours for ours, others in RENAMED.items() for name in others}
_KNOWN = {*OURS, *CONTAINERS, *(name for names in (RENAMED | PHOTO_PARTS).values() for name in names)}
_SQUEEZED = {name.replace("_", ""): name for name in sorted(_KNOWN)}


def translated(matter: Mapping) -> tuple[Keys, Keys, Keys]:
    """The keys that newsgen knows, under its own names; those in `extra` or `params`; the rest, under theirs."""
    keys = {plain_key(name): entry for name, entry in matter.entries.items()}
    for rule in RULES:
        rule(keys)
    meant: Keys = {}
    for container in CONTAINERS:
        if container in keys and isinstance(inner := keys[container].value, Mapping):
            meant |= inner.entries
            del keys[container]
    known = {name: entry for name, entry in keys.items() if name in OURS}
    return known, meant, {name: entry for name, entry in keys.items() if name not in OURS}


@lru_cache(maxsize=4096)
def plain_key(name: str) -> str:
    """Keys are alike in any case, with `-` or `_`, and in camel case: publishDate, publish_date."""
    plain = name.strip().replace("-", "_").replace(" ", "_").lower()
    return _SQUEEZED.get(plain.replace("_", ""), plain)


def unexpected(unknown: Keys, expected: Iterable[str]) -> Keys:
    """The unknown keys that a site's config does not list as its own."""
    if not unknown:
        return unknown
    alike = {plain_key(name).replace("_", "") for name in expected}
    return {name: entry for name, entry in unknown.items() if name.replace("_", "") not in alike}


def boolean(tree: Tree) -> bool | None:
    """What a scalar says, if it says yes or no at all."""
    word = (tree.text or "").lower() if isinstance(tree, Scalar) else ""
    return True if word in TRUE else False if word in FALSE else None


def _published(keys: Keys) -> None:
    """`published` is a date to some and a yes or no to others."""
    entry = keys.get("published")
    if entry is None:
        return
    del keys["published"]
    said = boolean(entry.value)
    if said is None:
        keys.setdefault("date", entry)
    elif not said:
        keys.setdefault("draft", _scalar("true", entry))


def _status(keys: Keys) -> None:
    entry = keys.get("status")
    if entry is None or not isinstance(entry.value, Scalar):
        return
    word = (entry.value.text or "").lower()
    if word in ("draft", "hidden", "skip", "published"):
        del keys["status"]
        keys.setdefault("draft", _scalar("false" if word == "published" else "true", entry))


def _categories(keys: Keys) -> None:
    """The first category is the section, the rest are tags."""
    entry = keys.pop("categories", None)
    names = _items(entry) if entry else ()
    if entry is None or not names:
        return
    if "section" in keys or "category" in keys:
        _add_tags(keys, entry, names)
    else:
        keys["section"] = Entry(names[0], entry.line, entry.column)
        _add_tags(keys, entry, names[1:])


def _taxonomies(keys: Keys) -> None:
    """Zola's `[taxonomies]`."""
    entry = keys.get("taxonomies")
    if entry is None or not isinstance(entry.value, Mapping):
        return
    del keys["taxonomies"]
    for name, inner in entry.value.entries.items():
        keys.setdefault(plain_key(name), inner)


def _cover(keys: Keys) -> None:
    entry = keys.get("cover")
    if entry is None or not isinstance(entry.value, Mapping) or "image" not in entry.value.entries:
        return
    del keys["cover"]
    parts = dict(entry.value.entries)
    keys.setdefault("photo", parts.pop("image"))
    for name in ("alt", "caption", "credit"):
        if name in parts:
            keys.setdefault(f"photo_{name}", parts[name])


def _renamed(keys: Keys) -> None:
    """The first of the other names that says something counts, where ours says nothing."""
    meant = {_MEANT[name] for name in keys if name in _MEANT}
    for ours, others in RENAMED.items():
        if ours not in meant:
            continue
        if ours == "slug":
            _keep_old_path(keys)
        present = [keys.pop(name) for name in others if name in keys and _fits(ours, keys[name])]
        spoken = [entry for entry in present if not _is_null(entry.value)]
        if spoken and (ours not in keys or _is_null(keys[ours].value)):
            keys[ours] = _last_segment(spoken[0]) if ours == "slug" else spoken[0]


def _keep_old_path(keys: Keys) -> None:
    """A whole path that another generator was told to use leads here from now on."""
    for name in ("permalink", "url"):
        entry = keys.get(name)
        if entry and isinstance(entry.value, Scalar) and (entry.value.text or "").startswith("/"):
            before = _items(keys["aliases"]) if "aliases" in keys else ()
            keys["aliases"] = Entry(
                Sequence((*before, entry.value), entry.line, entry.column), entry.line, entry.column
            )


def _fits(ours: str, entry: Entry) -> bool:
    """Elsewhere an `image` may be a group of keys that names no file."""
    value = entry.value
    return ours != "photo" or not isinstance(value, Mapping) or bool({"src", *PATH_KEYS} & value.entries.keys())


def _photo(keys: Keys) -> None:
    """A photo's parts may stand beside it, and a photo may be its path alone."""
    entry = keys.get("photo")
    parts = {part: keys.pop(name) for part, names in PHOTO_PARTS.items() for name in reversed(names) if name in keys}
    if entry is None or _is_null(entry.value):
        keys.pop("photo", None)
        return
    inner = dict(entry.value.entries) if isinstance(entry.value, Mapping) else {"src": entry}
    for other in PATH_KEYS:
        if other in inner:
            inner.setdefault("src", inner.pop(other))
    spoken = {part: value for part, value in (parts | inner).items() if not _is_null(value.value)}
    keys["photo"] = Entry(Mapping(spoken, entry.value.line, entry.value.column), entry.line, entry.column)


def _lists(keys: Keys) -> None:
    """Text with commas or semicolons where a list belongs."""
    for name in ("authors", "tags", "aliases"):
        if name in keys:
            entry = keys[name]
            value = Sequence(tuple(_items(entry)), entry.value.line, entry.value.column)
            keys[name] = Entry(value, entry.line, entry.column)
    section = keys.get("section")
    if section and isinstance(section.value, Sequence) and section.value.items:
        first, *rest = section.value.items
        keys["section"] = Entry(first, section.line, section.column)
        _add_tags(keys, section, tuple(rest))


def _booleans(keys: Keys) -> None:
    for name in ("breaking", "must_read", "draft", "noindex", "comments"):
        if name in keys and (said := boolean(keys[name].value)) is not None:
            keys[name] = _scalar("true" if said else "false", keys[name])


RULES: tuple[Callable[[Keys], None], ...] = (
    _published,
    _status,
    _taxonomies,
    _categories,
    _cover,
    _renamed,
    _photo,
    _lists,
    _booleans,
)


def _items(entry: Entry) -> tuple[Tree, ...]:
    value = entry.value
    if isinstance(value, Sequence):
        return tuple(item for item in value.items if not _is_null(item))
    if not isinstance(value, Scalar) or value.text is None:
        return () if isinstance(value, Scalar) else (value,)
    separator = ";" if ";" in value.text else ","
    words = (word.strip() for word in re.split(rf"[{separator}\n]", value.text.strip("[]")))
    return tuple(Scalar(word, value.line, value.column) for word in words if word)


def _add_tags(keys: Keys, entry: Entry, names: tuple[Tree, ...]) -> None:
    before = _items(keys["tags"]) if "tags" in keys else ()
    keys["tags"] = Entry(Sequence(before + names, entry.value.line, entry.value.column), entry.line, entry.column)


def _last_segment(entry: Entry) -> Entry:
    """`/2014/05/old-name/` or `old-name.html` gives the slug old-name."""
    if not isinstance(entry.value, Scalar) or not entry.value.text:
        return entry
    segments = [part for part in entry.value.text.split("/") if part and part not in ("index.html", "index")]
    last = segments[-1] if segments else ""
    return _scalar(last.removesuffix(".html"), entry)


def _scalar(text: str, entry: Entry) -> Entry:
    return Entry(Scalar(text, entry.value.line, entry.value.column), entry.line, entry.column)


def _is_null(tree: Tree) -> bool:
    return isinstance(tree, Scalar) and not tree.text
