"""The front matter keys of other generators, in newsgen's words. Pure.

Each rule takes the keys that it knows and leaves the rest; a key of ours always wins over its other names.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from newsgen.model.article import FrontMatter, PhotoMatter
from newsgen.model.config import FolderDefaults
from newsgen.reading.holding import HOLDING, NAMES, Keys, boolean, holding_below
from newsgen.reading.scan import matches
from newsgen.reading.tree import KeyEntry, Mapping, Scalar, Sequence, Tree

OURS = frozenset(FrontMatter.__struct_fields__)
RENAMED: dict[str, tuple[str, ...]] = {
    "title": ("headline",),
    "updated": ("lastmod", "modified", "last_modified_at"),
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
FOREIGN = ("type", "lang", "layout", "comments", "breaking", "must_read", "pin", "weight", "series")
"""Keys of ours that have other values elsewhere: `type: post`, `comments: disqus`. A text does without them."""
MEANT: dict[str, dict[str, str]] = {
    "type": {
        **dict.fromkeys(("op-ed", "oped"), "opinion"),
        **dict.fromkeys(("liveblog", "live-blog", "live blog"), "live"),
        **dict.fromkeys("advertorial advertisement ad paid promoted promotion".split(), "sponsored"),
        "paid post": "sponsored",
    },
    "comments": {
        **dict.fromkeys(("open", "enabled", "enable", "allow", "allowed"), "true"),
        **dict.fromkeys(("disabled", "disable", "none"), "false"),
        **dict.fromkeys(("close", "locked", "lock"), "closed"),
    },
}
"""Other words for the values of a key."""
_COMMAS = ",،，、"
"""Those of Arabic, Chinese and Japanese too."""
_SPONSORED = ("sponsored", "is_sponsored", "advertorial")
_DATE = re.compile(r"\s*\d{4}-\d")
_ENDING = r"\.(?:njk|liquid|hbs|pug|astro|vue|jsx|tsx|php|jinja|j2|html\.\w+)"
_LAYOUT = re.compile(rf"(?:\w[\w-]*/|\.\./)*(\w[\w-]*)(?:{_ENDING})?")
"""Elsewhere a layout is a path: `layouts/post.njk`."""
PATH_KEYS = ("url", "path", "image", "file")
ADDRESS = "slug.address"
"""Under which the whole address that another generator was given is known. No key has a full stop."""
CONTAINERS = ("extra", "params")
OTHERS = RENAMED | HOLDING
"""All names of others for each key of ours, but those of a photo's parts."""

PHOTO_KEYS = frozenset(PhotoMatter.__struct_fields__)
_MEANT = {name: ours for ours, others in RENAMED.items() for name in others}
_KNOWN = {*OURS, *CONTAINERS, *(name for names in (OTHERS | PHOTO_PARTS).values() for name in names)}
_TAKEN = OURS | NAMES | {ADDRESS}
_SQUEEZED = {name.replace("_", ""): name for name in sorted(_KNOWN)}


class Translation(Struct, frozen=True):
    """Front matter in our words.

    entries: of keys that newsgen knows, under its own names, and of those that may hold the text back. meant: those in
    `extra` or `params`. unknown: the rest, under their names. earlier: of keys that stand twice, in one spelling or in
    two, the values before the last that may hold the text back.
    """

    entries: Keys
    meant: Keys
    unknown: Keys
    earlier: tuple[tuple[str, KeyEntry], ...] = ()


def translated(matter: Mapping, own: Iterable[str] = ()) -> Translation:
    """own: keys of the site's own, which hold nothing back."""
    keys = {plain_key(name): entry for name, entry in matter.entries.items()}
    not_ours = {plain_key(name) for name in own} - OURS if own else set()
    earlier = _earlier(matter, keys, not_ours)
    for rule in (_addresses, _groups, _categories, _renamed, _photo, _lists, _breaking, _booleans, _values):
        rule(keys)
    meant: Keys = {}
    entries: Keys = {}
    for container in CONTAINERS:
        if container in keys and isinstance(inner := keys[container].value, Mapping):
            meant |= inner.entries
            entries |= holding_below(container, {plain_key(name): entry for name, entry in inner.entries.items()})
            del keys[container]
    entries |= {name: entry for name, entry in keys.items() if name in _TAKEN and name not in not_ours}
    unknown = {name: entry for name, entry in keys.items() if name not in entries}
    return Translation(entries, meant, unknown, earlier)


def _earlier(matter: Mapping, keys: Keys, not_ours: Iterable[str]) -> tuple[tuple[str, KeyEntry], ...]:
    if not matter.earlier and len(keys) == len(matter.entries):
        return ()
    written = ((plain_key(name), entry) for name, entry in (*matter.earlier, *matter.entries.items()))
    return tuple(
        (name, entry) for name, entry in written if name in NAMES and name not in not_ours and entry is not keys[name]
    )


@lru_cache(maxsize=4096)
def plain_key(name: str) -> str:
    """Spell a key plainly: they are alike in any case, with `-` or `_`, and in camel case: publishDate."""
    plain = name.strip().replace("-", "_").replace(" ", "_").lower()
    return _SQUEEZED.get(plain.replace("_", ""), plain)


def is_key(name: str) -> bool:
    """Whether newsgen knows the key, under its own name or another."""
    plain = plain_key(name)
    return plain in _KNOWN or plain in PHOTO_KEYS


def unexpected(unknown: Keys, expected: Iterable[str]) -> Keys:
    """The unknown keys that a site's config does not list as its own."""
    if not unknown:
        return unknown
    alike = {plain_key(name).replace("_", "") for name in expected}
    return {name: entry for name, entry in unknown.items() if name.replace("_", "") not in alike}


def _addresses(keys: Keys) -> None:
    """A page that another generator is told to put nowhere is a draft; a whole path leads here from now on."""
    for name in ("permalink", "url", "path", "slug"):
        value = keys[name].value if name in keys else None
        if isinstance(value, Scalar) and value.plain and (value.text or "").lower() == "false":
            keys["draft"] = _scalar("true", keys.pop(name))
    for name in ("slug", "save_as", "path", "url", "permalink"):
        if name in keys and isinstance(keys[name].value, Scalar):
            keys[ADDRESS] = keys[name]
    for name in ("permalink", "url"):
        if _text(keys, name).startswith("/"):
            _add(keys, "aliases", keys[name], (keys[name].value,))


def _categories(keys: Keys) -> None:
    """The first category is the section, the rest are tags."""
    entry = keys.pop("categories", None)
    names = _items(entry) if entry else ()
    if entry is None or not names:
        return
    if "section" in keys or "category" in keys:
        _add(keys, "tags", entry, names)
    else:
        keys["section"] = replace(entry, value=names[0])
        _add(keys, "tags", entry, names[1:])


def _groups(keys: Keys) -> None:
    """Zola's `[taxonomies]`, and a group of keys for a photo."""
    for name, inner in _taken_group(keys, "taxonomies").items():
        keys.setdefault(plain_key(name), inner)
    parts = _taken_group(keys, "cover", "image")
    for name, ours in (("image", "photo"), *((part, f"photo_{part}") for part in PHOTO_PARTS)):
        if name in parts:
            keys.setdefault(ours, parts[name])


def _renamed(keys: Keys) -> None:
    """The first of the other names that says something counts, where ours says nothing."""
    meant = {_MEANT[name] for name in keys if name in _MEANT}
    for ours, others in RENAMED.items():
        if ours not in meant:
            continue
        present = [keys.pop(name) for name in others if name in keys and _fits(ours, keys[name])]
        spoken = [entry for entry in present if not _is_null(entry.value)]
        if spoken and (ours not in keys or _is_null(keys[ours].value)):
            keys[ours] = spoken[0]
            if ours == "slug" and (path := _text(keys, ours)):  # of `/2014/05/old-name/` or `old-name.html`
                segments = [part for part in path.split("/") if part and part not in ("index.html", "index")]
                keys[ours] = _scalar("".join(segments[-1:]).removesuffix(".html"), spoken[0])


def _fits(ours: str, entry: KeyEntry) -> bool:
    """Tell whether a value can be ours: elsewhere an `image` may be a group of keys that names no file."""
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
    keys["photo"] = _group(spoken, entry)


def _lists(keys: Keys) -> None:
    """A text with commas or semicolons becomes a list where one belongs; the first of a list a text."""
    for name in ("authors", "tags", "aliases"):
        if name in keys:
            _add(keys, name, keys[name], ())
    section = keys.get("section")
    if section and isinstance(section.value, Sequence) and section.value.items:
        first, *rest = section.value.items
        keys["section"] = replace(section, value=first)
        _add(keys, "tags", section, tuple(rest))
    series = keys.get("series")
    if series and isinstance(series.value, Sequence) and series.value.items:
        keys["series"] = replace(series, value=series.value.items[0])


def _breaking(keys: Keys) -> None:
    """A date alone says until when, as `breaking_until` does."""
    for name in ("breaking", "pin"):
        until, written = keys.pop(f"{name}_until", None), keys.get(name)
        if until is None and _DATE.match(_text(keys, name)):
            until = written
        if until is not None and not (written and isinstance(written.value, Mapping)):
            keys[name] = _group({"until": until}, until)


def _booleans(keys: Keys) -> None:
    """Yes and no in any words. What was paid for must say so, whatever the key."""
    for name in (*_SPONSORED, "breaking", "must_read", "pin", "noindex", "comments"):
        said = boolean(keys[name].value) if name in keys else None
        if said is None:
            continue
        entry = keys.pop(name)
        if name not in _SPONSORED:
            keys[name] = _scalar("true" if said else "false", entry)
        elif said and ("type" not in keys or _is_null(keys["type"].value)):
            keys["type"] = _scalar("sponsored", entry)


def _values(keys: Keys) -> None:
    """Values may be in any case and in other forms."""
    for name, words in MEANT.items():
        if word := _text(keys, name).strip().lower():
            keys[name] = _scalar(words.get(word, word), keys[name])
    if found := _LAYOUT.fullmatch(_text(keys, "layout")):
        keys["layout"] = _scalar(found[1], keys["layout"])
    if "_" in (lang := _text(keys, "lang")):
        keys["lang"] = _scalar(lang.partition(".")[0].replace("_", "-"), keys["lang"])


def _text(keys: Keys, name: str) -> str:
    """The text at a key; "" where none stands there."""
    value = keys[name].value if name in keys else None
    return (value.text or "") if isinstance(value, Scalar) else ""


def _items(entry: KeyEntry) -> tuple[Tree, ...]:
    value = entry.value
    if isinstance(value, Sequence):
        return tuple(item for item in value.items if not _is_null(item))
    if not isinstance(value, Scalar) or value.text is None:
        return () if isinstance(value, Scalar) else (value,)
    separator = ";；" if re.search("[;；]", value.text) else _COMMAS
    words = (word.strip() for word in re.split(rf"[{separator}\n]", value.text.strip("[]")))
    return tuple(Scalar(word, value.line, value.column) for word in words if word)


def _add(keys: Keys, name: str, entry: KeyEntry, items: tuple[Tree, ...]) -> None:
    """Makes a list of what stands at a key, with more items, at the place of `entry`."""
    before = _items(keys[name]) if name in keys else ()
    keys[name] = replace(entry, value=Sequence(before + items, entry.value.line, entry.value.column))


def _taken_group(keys: Keys, name: str, needed: str = "") -> Keys:
    """Take out a group of keys and give its entries; none where it is no group, or lacks the one that is needed."""
    entry = keys.get(name)
    if entry is None or not isinstance(entry.value, Mapping) or (needed and needed not in entry.value.entries):
        return {}
    del keys[name]
    return entry.value.entries


def _group(entries: Keys, at: KeyEntry) -> KeyEntry:
    return replace(at, value=Mapping(entries, at.value.line, at.value.column))


def _scalar(text: str, entry: KeyEntry) -> KeyEntry:
    return replace(entry, value=Scalar(text, entry.value.line, entry.value.column))


def _is_null(tree: Tree) -> bool:
    return isinstance(tree, Scalar) and not tree.text


def defaults_for(source: str, defaults: tuple[FolderDefaults, ...], own: Iterable[str]) -> Keys:
    """The values that the config gives a file below the content folder; a more specific path, of more literal folders
    and then of more literal characters, goes before a more general one. own: as `translated` takes it."""
    keys: Keys = {}

    def specificity(default: FolderDefaults) -> tuple[int, int]:
        literal = re.split(r"[*?]", default.path)[0]
        return literal.count("/"), len(literal)

    for default in sorted(defaults, key=specificity):
        if matches(source, default.path):
            keys |= translated(_group_of(default.values), own).entries
    return keys


def _group_of(values: dict[str, Any]) -> Mapping:
    return Mapping({name: KeyEntry(_tree_of(value), 1, 1) for name, value in values.items()}, 1, 1)


def _tree_of(value: Any) -> Tree:
    if isinstance(value, dict):
        return _group_of(value)
    if isinstance(value, list | tuple):
        return Sequence(tuple(map(_tree_of, value)), 1, 1)
    return Scalar(None if value is None else str(value), 1, 1)
