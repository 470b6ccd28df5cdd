"""What holds a text back, in the words of many generators: of all keys the most cautious wins. Pure.

A date releases a text, another ends it, a mark keeps it back for good. A value that is not understood is an error, for
it may have been meant to hold the text back. Sources: the documentation of Hugo, Jekyll, Eleventy, Zola, Hexo, Pelican,
Nikola, Grav, Docusaurus, Gatsby, Ghost, WordPress and Drupal.
"""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from newsgen.model.problem import Place, Problem, warning
from newsgen.model.words import excerpt
from newsgen.reading.dates import clock_change, how_to_write, instant
from newsgen.reading.tree import KeyEntry, Mapping, Scalar, Tree, is_blank

Keys = dict[str, KeyEntry]

WRITTEN = (
    *("date", "publishdate", "pubdate", "published", "published_at", "published_on", "published_date"),
    *("published_time", "publish", "publication_date", "date_published", "post_date"),
)
"""Dates of a text. Beside one of them the date in the file's name says nothing."""
NOT_BEFORE = (
    *("scheduled", "scheduled_at", "scheduled_for", "schedule_date", "embargo", "embargoed", "embargo_until"),
    *("embargo_date", "embargoed_until", "publish_on", "publish_at", "publish_after", "publish_from", "publish_time"),
    *("release_date", "release_at", "release_on", "go_live", "go_live_at", "live_at", "not_before", "hold_until"),
    *("available_from", "visible_from"),
)
RELEASING = (*WRITTEN, *NOT_BEFORE)
ENDING = (
    *("expires", "expirydate", "expiry", "expire", "expire_date", "expires_at", "expires_on", "expiration"),
    *("expiration_date", "unpublishdate", "unpublish_at", "unpublish_on", "publish_until", "published_until"),
    *("available_until", "visible_until", "valid_until"),
)
HIDDEN_IF_TRUE = (
    *("draft", "is_draft", "save_as_draft", "private", "is_private", "hidden", "is_hidden", "unlisted", "unpublished"),
    *("headless", "archived", "trashed", "deleted", "wip", "internal", "confidential", "members_only", "protected"),
    *("encrypt", "encrypted", "eleventy_exclude_from_collections"),
)
HIDDEN_IF_FALSE = ("is_published", "public", "is_public", "visible", "listed", "routable")
BY_WORD = ("status", "post_status", "publish_status", "publication_status", "moderation_state", "visibility", "render")
BY_WORD_TOO = ("published", "publish")
"""A date, or a word."""
SECRETS = ("password", "post_password", "passphrase")
MARKS = (*HIDDEN_IF_TRUE, *HIDDEN_IF_FALSE, *BY_WORD, *SECRETS, "build")
HOLDING: dict[str, tuple[str, ...]] = {
    "date": RELEASING[1:],
    "expires": ENDING[1:],
    "draft": (*MARKS[1:], *BY_WORD_TOO),
}
"""The names of others for ours."""
NAMES = frozenset((*RELEASING, *ENDING, *MARKS))
_RELEASING, _ENDING = frozenset(RELEASING), frozenset(ENDING)
_STRICT_BELOW = (_RELEASING | _ENDING | {"draft", "is_draft"}) - {"date", "published", "publish", "release_date"}
"""Keys that mean nothing else, so that they must be understood below `extra` and `params` too."""

TRUE, FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")
SHOWN = frozenset(
    "publish published public publicly live released online visible everyone anyone all featured active always".split()
)
HIDDEN = frozenset(
    "draft drafts autodraft pending pendingreview inreview review needsreview future scheduled trash trashed archive"
    " archived hidden private skip unpublished notpublished unlisted inactive deleted removed inherit hold onhold"
    " withheld embargo embargoed internal member members membersonly loggedin paid premium tiers filter specific"
    " subscribers password passwordprotected protected restricted confidential secret sent expired idea planned"
    " queued wip workinprogress inprogress incomplete unfinished todo rejected spiked cancelled canceled offline"
    " disabled none nobody never link local".split()
)
_NEVER = frozenset((*FALSE, "none", "never"))
_LINE = re.compile(r"""^[ \t]*["']?(\w[\w .-]*?)["']?[ \t]*[:=][ \t]*(\S.*?)?[ \t]*$""", re.MULTILINE)
_UNSET = re.compile(r"0000-00-00|0001-01-01")
"""How databases write a date that nobody gave."""
_BUILD = ("render", "list")
SHOWN_LENGTH = 80
"""Characters of a wrong value that a problem quotes."""


class Held(Struct, frozen=True):
    """What all keys say together. release: the latest date, end: the earliest. is_dated: whether `date` or another name
    for it gives one. is_hidden: a mark says so, or a value is not understood; has_bad_date: of a release."""

    release: datetime | None
    end: datetime | None
    is_dated: bool
    is_hidden: bool
    has_bad_date: bool
    problems: tuple[Problem, ...]


def holding_below(container: str, entries: Keys) -> Keys:
    """The keys in `extra` or `params` that may hold a text back, as `extra.embargo`. `date` is there the
    date of something else."""
    return {f"{container}.{name}": entry for name, entry in entries.items() if name in NAMES and name != "date"}


def held(entries: Keys, earlier: Iterable[tuple[str, KeyEntry]], path: str, zone: ZoneInfo) -> Held:
    """earlier: values of keys that stand twice, of which the last is in `entries`. path: as problems name the text."""
    releases: list[datetime] = []
    ends: list[datetime] = []
    problems: list[Problem] = []
    is_hidden = is_dated = has_bad_date = False
    ours_first = sorted(entries.items(), key=lambda item: item[0] != "date")  # of dates of the same instant
    for key, entry in (*ours_first, *earlier):
        name, value = key.rpartition(".")[2], entry.value
        if name not in NAMES or is_blank(value):
            continue
        is_clear, hides, when, found = _meaning(key, name, value, Place(path, value.line, value.column), zone)
        if not is_clear and key != name and name not in _STRICT_BELOW:
            continue
        problems += found
        is_hidden = is_hidden or hides or not is_clear
        has_bad_date = has_bad_date or (not is_clear and name in _RELEASING)
        is_dated = is_dated or (when is not None and name in WRITTEN)
        if when is not None:
            (ends if name in _ENDING else releases).append(when)
    first, last = max(releases, default=None), min(ends, default=None)
    return Held(first, last, is_dated, is_hidden, has_bad_date, tuple(problems))


def says_held_back(head: str, key_of: Callable[[str], str], now: float, zone: ZoneInfo) -> bool:
    """Tell of front matter that can't be read as a whole whether one of its lines, read alone, holds the text back. A
    mark that is not understood does; a date of the text that is not understood does not. now: seconds since 1970."""
    for found in _LINE.finditer(head):
        name, written = key_of(found[1]), (found[2] or "").partition(" #")[0].strip(" \t,\"'")
        value = Scalar(written, 1, 1)
        if name in NAMES and not is_blank(value):
            is_clear, hides, when, _ = _meaning(name, name, value, Place(""), zone)
            is_over = when is not None and (when.timestamp() <= now) == (name in _ENDING)
            if hides or is_over or (not is_clear and name not in WRITTEN):
                return True
    return False


def _meaning(
    key: str, name: str, value: Tree, place: Place, zone: ZoneInfo
) -> tuple[bool, bool, datetime | None, list[Problem]]:
    """Whether it is understood, whether it hides the text, the date that it gives, and what is wrong."""
    is_date = (name in _RELEASING or name in _ENDING) and not (name in BY_WORD_TOO and _word(value) in _UNDERSTOOD)
    if is_date and isinstance(value, Scalar):
        text = value.text or ""
        if name != "date" and (text.strip().lower() in _NEVER or _UNSET.match(text)):
            return True, False, None, []
        when, found = dated(key, text, place, zone)
        return when is not None, False, when, found
    try:
        if is_date:
            raise ValueError(f"expected a date, got {_kind(value)}")
        return True, _hides(name, value), None, []
    except ValueError as error:
        written = f" can't be '{excerpt(value.text or '', SHOWN_LENGTH)}'" if isinstance(value, Scalar) else ""
        own = f"if '{name}' is the site's own, name it in the config's front_matter.extra"
        mark = "write true or false" if name == "draft" else f"write `draft: true` or `false`; {own}"
        fix = how_to_write("") if is_date else mark
        return False, False, None, [Problem("wrong-value", place, f"'{key}'{written}: {error}", fix)]


def dated(key: str, written: str, place: Place, zone: ZoneInfo) -> tuple[datetime | None, list[Problem]]:
    """A date with what is wrong or doubtful about it."""
    try:
        when = instant(written, zone)
    except ValueError as error:
        what = f"'{key}' can't be '{excerpt(written, SHOWN_LENGTH)}': {error}"
        return None, [Problem("bad-date", place, what, how_to_write(written))]
    doubt = clock_change(written, zone)
    return when, [warning("clock-change", place, f"'{key}': {doubt[0]}", doubt[1])] if doubt else []


def _hides(name: str, value: Tree) -> bool:
    if name in SECRETS:
        return boolean(value) is not False
    if name == "build" and isinstance(value, Mapping):
        return any(_build_hides(key, entry.value) for key, entry in value.entries.items())
    if name in BY_WORD or name in BY_WORD_TOO or name == "build":
        return not _understood(value)
    said = boolean(value)
    if said is None:
        raise ValueError("expected true or false" + ("" if isinstance(value, Scalar) else f", got {_kind(value)}"))
    return said if name in HIDDEN_IF_TRUE else not said


def _build_hides(key: str, value: Tree) -> bool:
    """Tell whether a key of Hugo's `build` hides the text; it says what is made of a page and which lists have it."""
    if key.lower() == "publishresources":
        return False
    if key.lower() not in _BUILD:
        raise ValueError(f"it has no key '{key}'")
    return not is_blank(value) and not _understood(value)


def _understood(value: Tree) -> bool:
    word = _word(value)
    if word not in _UNDERSTOOD:
        raise ValueError("newsgen does not know this word" if word else f"expected a word, got {_kind(value)}")
    return _UNDERSTOOD[word]


def _kind(value: Tree) -> str:
    return "a group of keys" if isinstance(value, Mapping) else "a list"


def _word(value: Tree) -> str:
    return re.sub(r"[\s_-]+", "", (value.text or "").lower()) if isinstance(value, Scalar) else ""


def boolean(tree: Tree) -> bool | None:
    """What a scalar says, if it says yes or no at all."""
    word = (tree.text or "").strip().lower() if isinstance(tree, Scalar) else ""
    return True if word in TRUE else False if word in FALSE else None


_UNDERSTOOD = dict.fromkeys((*SHOWN, *TRUE), True) | dict.fromkeys((*HIDDEN, *FALSE), False)
"""By the word without spaces and hyphens: whether a text that bears it is shown."""
