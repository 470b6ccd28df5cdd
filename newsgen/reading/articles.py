"""From a head and a body to an Article or a PlainPage. Pure."""

import posixpath
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from newsgen.model.article import (
    Article,
    Body,
    BreakingMatter,
    Correction,
    FrontMatter,
    Photo,
    PhotoMatter,
    PinMatter,
    PlainPage,
    license_url,
)
from newsgen.model.config import Config, duration
from newsgen.model.problem import TODAY, Place, Problem, did_you_mean, warning
from newsgen.model.slugs import slug
from newsgen.model.words import excerpt
from newsgen.reading.dates import day_in_address, day_in_name, day_in_path
from newsgen.reading.holding import HOLDING, NAMES, NOT_BEFORE, SHOWN_LENGTH, Held, Keys, dated, held
from newsgen.reading.key_mapping import (
    ADDRESS,
    CONTAINERS,
    FOREIGN,
    OTHERS,
    PHOTO_PARTS,
    defaults_for,
    plain_key,
    translated,
    unexpected,
)
from newsgen.reading.odd_values import odd_values
from newsgen.reading.punctuation import QuoteMarks, punctuated, quote_marks
from newsgen.reading.sanitize import plain_title, plain_words
from newsgen.reading.schema import typed_fields
from newsgen.reading.strict_yaml import typed
from newsgen.reading.tree import KeyEntry, Mapping, MatterError, as_text, find, is_blank, stands_twice
from newsgen.reading.written_paths import OLD_PATH, old_path, path_hint

_YEARS_AND_SUCH = re.compile(r"_?posts|_drafts|\d+")
DateReader = Callable[..., datetime | None]
"""Reads what is written: its name for a problem, the text, the key and the steps to it."""
UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
"""Of a draft that needs no date: behind all that have one."""
FALLBACK_SECTION = "News"
ALIKE = 0.8
"""From which on a key may be another that is misspelt: `darft`, `embrago`."""


class Matter(Struct, frozen=True):
    """Front matter in our words: typed values, what holds the text back, where each was written, the unknown rest, and
    the quotation marks of the text's language, None where its punctuation stays as typed."""

    path: str
    values: dict[str, Any]
    held: Held
    entries: Keys
    extra: dict[str, Any]
    marks: QuoteMarks | None

    def place(self, key: str, *steps: str | int) -> Place:
        """Tell where the key's value is, or what `steps` lead to in it; the file's start for a key that is not there.
        What holds a text back keeps the name that others have for it."""
        entry = self.entries.get(key) or next(
            (self.entries[name] for name in HOLDING.get(key, ()) if name in self.entries), None
        )
        return Place(self.path, *find(entry.value, steps)) if entry else Place(self.path)


def matter(
    written: Mapping, slips: Iterable[MatterError], path: str, source: str, config: Config
) -> tuple[Matter, list[Problem]]:
    """path: as problems name it; source: below the content folder."""
    own = config.front_matter.extra
    words = translated(written, own)
    first = {plain_key(name): name for name in reversed(written.entries)}
    twice = ((name, entry) for name, entry in written.entries.items() if first[plain_key(name)] != name)
    in_two_spellings = (stands_twice(name, entry.line, entry.column) for name, entry in twice)
    problems = [slip.problem(path, "warning") for slip in (*slips, *in_two_spellings)]
    problems += [
        _unknown(path, name, entry, config, written.entries.get("photo"))
        for name, entry in unexpected(words.unknown, own).items()
    ]
    problems += odd_values(written, words.entries, path)
    entries = defaults_for(source, config.defaults, own) | words.entries
    holding = held(entries, words.earlier, path, config.site.zone)
    fields = {name: entry for name, entry in entries.items() if name not in NAMES}
    values, wrong = typed_fields(Mapping(fields, 1, 1), FrontMatter, path, FOREIGN)
    extra = {name: typed(entry.value) for name, entry in (words.meant | words.unknown).items()}
    marks = quote_marks(config.markdown.quotes, values.get("lang") or config.site.language)
    return Matter(path, values, holding, entries, extra, marks), [*problems, *holding.problems, *wrong]


def article(matter: Matter, source: str, body: Body, config: Config) -> tuple[Article | None, list[Problem]]:
    """Make an article; None where no date is to be had at all; a missing title is made up from the file's name."""
    values, problems, marks = matter.values, _wrong_names(matter), matter.marks

    def date(label: str, written: str, key: str, *steps: str | int) -> datetime | None:
        when, found = dated(label, written, matter.place(key, *steps), config.site.zone) if written else (None, [])
        problems.extend(found)
        return when

    published, name, found = _published(matter, source, config.site.zone)
    problems += found
    photo = values.get("photo")
    updated = date("updated", values.get("updated", ""), "updated")
    rights_until = date("photo.rights_until", photo.rights_until, "photo", "rights_until") if photo else None
    if published is None:
        return None, problems
    breaking_until = _breaking_until(matter, published, config, date)
    is_sponsored = values.get("type") == "sponsored"
    problems += _no_news(matter) if is_sponsored else []
    comments = values.get("comments", True)
    common, found = _common(matter, source, name, body, config)
    return Article(
        **common | {"summary": common["summary"] or body.teaser},
        id=values.get("id") or f"{published.date()}-{slug(name)}",
        published=published,
        subtitle=punctuated(plain_title(values.get("subtitle", "")), marks),
        updated=updated,
        type=values.get("type", "news"),
        authors=values.get("authors", ()),
        section=values.get("section", "").strip() or section_of_folder(source),
        translation_key=values.get("translation_key", ""),
        series=punctuated(plain_title(values.get("series", "")), marks),
        tags=tuple(dict.fromkeys(tag.strip() for tag in values.get("tags", ()) if tag.strip())),
        photo=_photo(photo, marks) if photo else None,
        rights_until=rights_until,
        breaking_until=None if is_sponsored else breaking_until,
        **({} if is_sponsored else _pinned(matter, date)),
        must_read=values.get("must_read", False) and not is_sponsored,
        comments="closed" if comments == "closed" else "true" if comments else "false",
        canonical=values.get("canonical", ""),
        corrections=_corrections(matter, date),
    ), problems + found


def _breaking_until(matter: Matter, published: datetime, config: Config, date: DateReader) -> datetime | None:
    breaking = matter.values.get("breaking", False)
    if isinstance(breaking, BreakingMatter):
        return date("breaking.until", breaking.until, "breaking", "until")
    return published + duration(config.breaking.ttl) if breaking else None


def _pinned(matter: Matter, date: DateReader) -> dict[str, Any]:
    pin = matter.values.get("pin", False)
    until = date("pin.until", pin.until, "pin", "until") if isinstance(pin, PinMatter) else None
    is_pinned = bool(pin) and not isinstance(pin, PinMatter)
    return {"pinned_until": until, "is_pinned": is_pinned, "weight": matter.values.get("weight", 0)}


def _corrections(matter: Matter, date: DateReader) -> tuple[Correction, ...]:
    return tuple(
        Correction(
            punctuated(each.text, matter.marks), date("corrections.date", each.date, "corrections", number, "date")
        )
        for number, each in enumerate(matter.values.get("corrections", ()))
    )


def plain_page(matter: Matter, source: str, body: Body, config: Config) -> tuple[PlainPage, list[Problem]]:
    common, problems = _common(matter, source, file_name(source), body, config)
    page = PlainPage(**common, published=matter.held.release)
    return page, _wrong_names(matter) + problems


def _common(matter: Matter, source: str, name: str, body: Body, config: Config) -> tuple[dict[str, Any], list[Problem]]:
    """The fields of any SourceText. name: of the file."""
    values, marks = matter.values, matter.marks
    aliases, problems = _aliases(matter, config)
    return {
        "source": source,
        "slug": slug(values.get("slug") or name),
        "title": punctuated(plain_title(values.get("title", "")), marks) or name.replace("-", " ").capitalize(),
        "body": body,
        "summary": punctuated(plain_words(values.get("summary", "")), marks),
        "expires": matter.held.end,
        "lang": values.get("lang", ""),
        "draft": matter.held.is_hidden or _is_jekylls_draft(source),
        "noindex": values.get("noindex", False),
        "contents": values.get("contents"),
        "aliases": aliases,
        "layout": values.get("layout", ""),
        "extra": matter.extra,
    }, problems


def file_name(source: str) -> str:
    """The name that a file gives its article: its own, or its folder's for an `index.md`."""
    folder, file = posixpath.split(source)
    stem = posixpath.splitext(file)[0]
    return posixpath.basename(folder) if stem == "index" and folder else stem


def _published(matter: Matter, source: str, zone: ZoneInfo) -> tuple[datetime | None, str, list[Problem]]:
    """The instant that releases it, the name without a date, and what is wrong. A date that is not understood may be an
    embargo: no other stands in."""
    name = file_name(source)
    try:
        named = day_in_name(name, zone)
    except ValueError:
        named = None
    rest = (named[1] if named else name) or name
    if matter.held.has_bad_date:
        return None, rest, []
    released = matter.held.release
    if matter.held.is_dated:
        return released, rest, []
    date, problems = _date_elsewhere(matter, source, zone)
    if date is None and not problems and _is_jekylls_draft(source):
        date = UNDATED
    if date is None and released is None and not problems:
        fix = f"add `date: {TODAY}T10:20`"
        problems = [Problem("missing-date", matter.place("date"), "the date is missing", fix)]
    return max(filter(None, (released, date)), default=None) if not problems else None, rest, problems


def _date_elsewhere(matter: Matter, source: str, zone: ZoneInfo) -> tuple[datetime | None, list[Problem]]:
    """The date that the file's name tells, else an address from elsewhere, else the folders."""
    written = matter.entries.get(ADDRESS)
    address = str(as_text(written.value)) if written else ""
    where, place = "the file's name", Place(matter.path)
    try:
        if named := day_in_name(file_name(source), zone):
            return named[0], []
        where, place = f"'{address}'", matter.place(ADDRESS)
        if there := day_in_address(address, zone):
            return there, []
        where, place = "the folders' names", Place(matter.path)
        return day_in_path(source, zone), []
    except ValueError as error:
        what, fix = f"the date in {where} does not exist: {error}", f"put it right, or add `date: {TODAY}T10:20`"
        return None, [Problem("bad-date", place, what, fix)]


def _no_news(matter: Matter) -> list[Problem]:
    """What was paid for is not put before readers as the newsroom's choice."""
    what = {"breaking": "can't be breaking news", "must_read": "can't be must-read"}
    what |= dict.fromkeys(("pin", "weight"), "can't be put before others")
    return [
        warning("wrong-value", matter.place(key), f"'{key}': a sponsored article {said}", f"remove `{key}`")
        for key, said in what.items()
        if matter.values.get(key)
    ]


def _aliases(matter: Matter, config: Config) -> tuple[tuple[str, ...], list[Problem]]:
    paths, problems = [], []
    for number, written in enumerate(matter.values.get("aliases", ())):
        path, wrong = old_path(written, config)
        if path:
            paths.append(path)
        else:
            what = f"the alias '{excerpt(written, SHOWN_LENGTH)}' {wrong}"
            fix = path_hint(written) if "\\" in written else OLD_PATH
            problems.append(warning("bad-alias", matter.place("aliases", number), what, fix))
    return tuple(dict.fromkeys(paths)), problems


def _photo(written: PhotoMatter, marks: QuoteMarks | None) -> Photo:
    """The photo with its src as url; which file that is, only the disk knows."""
    credit = re.sub(r"^\s*photo\s*:\s*", "", written.credit, flags=re.IGNORECASE)
    return Photo(
        url=written.src,
        alt=plain_words(written.alt),
        caption=punctuated(plain_words(written.caption), marks),
        credit=plain_words(credit),
        credit_url=written.credit_url,
        license=license_url(written.license),
        focus=written.focus,
    )


def section_of_folder(source: str) -> str:
    """The first folder that is a name, not a year: `news/2022/x.md` is in News."""
    names = [name for name in source.split("/")[:-1] if not _YEARS_AND_SUCH.fullmatch(name)]
    return names[0].replace("-", " ").replace("_", " ").capitalize() if names else FALLBACK_SECTION


def _is_jekylls_draft(source: str) -> bool:
    return "_drafts/" in source and "/_drafts/" in f"/{source}"


def _wrong_names(matter: Matter) -> list[Problem]:
    """What is wrong with title and slug."""
    problems, title, slug = [], matter.entries.get("title"), matter.values.get("slug", "")
    if title is None or is_blank(title.value):
        fix = "add `title: ...` to the front matter"
        problems.append(Problem("missing-title", matter.place("title"), "the title is missing", fix))
    if {"/", "\\"} & set(slug) or ".." in slug:
        what, fix = f"the slug '{slug}' is a path", "write one name without slashes: flood-in-volos"
        problems.append(Problem("bad-slug", matter.place("slug"), what, fix))
    return problems


def _unknown(path: str, name: str, entry: KeyEntry, config: Config, photo: KeyEntry | None) -> Problem:
    """An error if it is a slip of the pen for a key that would hold the text back."""
    place = Place(path, entry.line, entry.column)
    nearest = get_close_matches(name, sorted(NAMES), n=1, cutoff=ALIKE)
    found = held(dict.fromkeys(nearest, entry), (), "", config.site.zone)
    is_embargo = found.release is not None and any(near in NOT_BEFORE for near in nearest)
    if not found.problems and (found.is_hidden or is_embargo):
        what = f"unknown key '{name}', which may be meant to hold the text back"
        own = f"did you mean '{nearest[0]}'? If it is the site's own, name it in the config's front_matter.extra"
        return Problem("unknown-key", place, what, own)
    if name.startswith(("//", "<!", "/*", ";")):
        return warning("unknown-key", place, f"unknown key '{name}'", "a comment begins with #")
    if photo and is_blank(photo.value) and name in PhotoMatter.__struct_fields__:
        return warning("unknown-key", place, f"'{name}' does not belong to the photo", "indent it below `photo:`")
    others = [key for keys in (*OTHERS.values(), *PHOTO_PARTS.values()) for key in keys]
    fix = did_you_mean(name, [*FrontMatter.__struct_fields__, *others, *CONTAINERS], "layouts find it in article.extra")
    return warning("unknown-key", place, f"unknown key '{name}'", fix)
