"""`explain`: why a page is as it is, by what the last build remembers. Reads disk; prints, on one screen."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from difflib import get_close_matches
from heapq import nlargest
from pathlib import Path
from urllib.parse import quote, unquote

import click
import msgspec
from msgspec import Struct

from newsgen.catalog.visibility import why_held_back
from newsgen.cli.print_problems import config_or_exit, count, print_json
from newsgen.engine.cache import DamagedCacheError, reading
from newsgen.engine.dependencies import Dependencies, OutputFile, page_number, shown_question
from newsgen.model.config import Config
from newsgen.model.entry import Entry
from newsgen.model.urls import is_elsewhere, route, split_url
from newsgen.site.messages import facet_in_words, instant_in_words, page_in_words, reason_in_words, url_of
from newsgen.site.options import Folders, Last, Options
from newsgen.site.site_cache import SiteCache, SiteState
from newsgen.site.version import code_version

MAX_LINES = 4
"""Of each list."""
WIDTH = 110
MAX_COMPARED = 200
"""Urls that share most words with one that is not there, among which the nearest are looked for."""
NO_BUILD = "there is no build to explain; `newsgen build` makes one"
_WORD = re.compile(r"[^\W_]+")


class LastRender(Struct, frozen=True):
    """When a page was last made: in which build, as of which instant (seconds since 1970), in how many seconds, why."""

    build: int
    when: float
    seconds: float
    reason: str

    @property
    def instant(self) -> datetime:
        return datetime.fromtimestamp(self.when, UTC)


class Explanation(Struct, frozen=True, kw_only=True):
    """A page, and what it depends on, in words. what: its kind. source: its file, "" for a page of many or of none.

    made: None for a file that is put out as it is. changed: what the last build found changed of all that.
    """

    url: str
    output: str
    what: str
    source: str
    layouts: tuple[str, ...]
    assets: tuple[str, ...]
    questions: tuple[str, ...]
    reads: tuple[str, ...]
    made: LastRender | None
    changed: tuple[str, ...]
    last: Last


class NotFound(Struct, frozen=True):
    """Why there is nothing to explain. nearest: urls or files that may be meant."""

    why: str
    nearest: tuple[str, ...] = ()


class LastBuild:
    """What the last build left, in an open cache. entries: of all texts, by source; files: by output path."""

    def __init__(self, config: Config, folders: Folders, site_cache: SiteCache, state: SiteState) -> None:
        self.config, self.folders, self.moment = config, folders, state.moment
        self.dependencies, self.last = Dependencies(site_cache.cache), site_cache.last.get() or Last()
        self.entries: Mapping[str, Entry] = dict(site_cache.entries.all())
        self.files: Mapping[str, OutputFile] = self.dependencies.files()


def run_explain(options: Options, page: str, as_json: bool) -> int:
    """Return the exit code: 0, or 1 where there is nothing to explain."""
    config = config_or_exit(options)
    found = explain_page(config, options, page)
    if isinstance(found, NotFound):
        return print_not_found(found)
    if as_json:
        print_json(_rows(found))
        return 0
    for line in _lines(found, config.site.timezone):
        click.echo(line if len(line) <= WIDTH else line[: WIDTH - 1] + "…")
    return 0


def explain_page(config: Config, options: Options, wanted: str) -> Explanation | NotFound:
    """Explain a page. wanted: a url with or without the host, an output path, or the path of a source. Changes nothing;
    OSError where a build holds the cache."""
    folders = Folders.of(options, config)
    if not folders.cache_file.exists():
        return NotFound(NO_BUILD)
    try:
        with reading(folders.cache_file, code_version()) as cache:
            site_cache = SiteCache(cache)
            state = site_cache.state.get()
            return _explain(LastBuild(config, folders, site_cache, state), wanted) if state else NotFound(NO_BUILD)
    except DamagedCacheError as error:
        return NotFound(f"the cache of the last build can't be used: {error}; `newsgen build` makes it anew")


def _explain(past: LastBuild, wanted: str) -> Explanation | NotFound:
    url = split_url(wanted)
    if is_elsewhere(wanted) and url.netloc != split_url(past.config.site.url).netloc:
        return NotFound(f"{wanted} is not a url of this site, which is {past.config.site.url}")
    outputs = [*_outputs(unquote(url.path), past), *_outputs(url.path, past), *_outputs_of_source(wanted, past)]
    output = next((path for path in outputs if path in past.files), None)
    if output is not None:
        return _page(past, output)
    entry = past.entries.get(source_name(wanted, past.folders).removeprefix("content/"))
    if entry and (reason := why_held_back(entry, past.moment)):
        return NotFound(f"{wanted} is not put out: it is {'a draft' if reason == 'draft' else reason}")
    return NotFound(f"there is no page {wanted}", _nearest(wanted, past.files))


def _nearest(wanted: str, outputs: Iterable[str]) -> tuple[str, ...]:
    """The urls, at most three, that look most like one that is not there."""
    words = set(_WORD.findall(wanted.lower()))
    likely = nlargest(MAX_COMPARED, outputs, key=lambda output: len(words.intersection(_WORD.findall(output))))
    urls = {url_of(output).lower(): url_of(output) for output in likely}
    path = "/" + split_url(wanted).path.lower().lstrip("/")
    return tuple(urls[url] for url in get_close_matches(path, urls, n=3, cutoff=0.5))


def _outputs(path: str, past: LastBuild) -> Iterator[str]:
    """The output paths that a url or a path may mean."""
    base = past.config.base_path
    for spelled in dict.fromkeys((path, path.removeprefix(base) if path.startswith(base + "/") else path, quote(path))):
        bare = spelled.lstrip("/")
        yield from (bare, route(f"/{bare}").output, f"{bare}/index.html")
    file = Path(os.path.abspath(path))
    if file.is_relative_to(past.folders.output):
        yield file.relative_to(past.folders.output).as_posix()


def source_name(path: str, folders: Folders) -> str:
    """The name among the sources, `content/...` or `assets/...`, of a file told from here or from the site's folder."""
    for place in (os.path.abspath(path), os.path.normpath(folders.site / path)):
        for kind, among in [("content", folders.content), *(("assets", assets) for assets in folders.assets)]:
            if Path(place).is_relative_to(among):
                return f"{kind}/{Path(place).relative_to(among).as_posix()}"
    return ""


def _outputs_of_source(path: str, past: LastBuild) -> Iterator[str]:
    """The output paths of what is made of a source."""
    name = source_name(path, past.folders)
    if entry := past.entries.get(name.removeprefix("content/")):
        if why_held_back(entry, past.moment) is None:
            yield route(entry.url).output
    else:
        yield from (output for output, known in past.files.items() if known.plan == f"file {name} 0")


def _page(past: LastBuild, output: str) -> Explanation:
    kind, _, rest = past.files[output].plan.partition(" ")
    subject, _, number = rest.rpartition(" ")
    made = past.dependencies.record(page_number(output))
    facets = list(made.trace.reads) if made else []
    questions: dict[int, str] = {}
    for asked_number in made.trace.asked if made else ():
        asked = past.dependencies.question(asked_number)
        if asked and not asked.name:  # it only bundles facets
            facets += [str(facet) for facet in asked.arguments]
        questions[asked_number] = shown_question(asked.name, asked.arguments) if asked and asked.name else ""
    return Explanation(
        url=url_of(output),
        output=output,
        what=page_in_words(kind, subject, int(number)),
        source=_source(past, kind, subject),
        layouts=_named(facets, "layout"),
        assets=_named(facets, "asset"),
        questions=tuple(shown for shown in questions.values() if shown),
        reads=tuple(facet_in_words(facet) for facet in facets if not facet.startswith(("layout:", "asset:"))),
        made=LastRender(made.build, made.when, made.seconds, reason_in_words(made.reason)) if made else None,
        changed=_changed(past, output, questions),
        last=past.last,
    )


def _changed(past: LastBuild, output: str, questions: Mapping[int, str]) -> tuple[str, ...]:
    """Return what the last build found changed of what the page depends on. questions: as they are shown, by number."""
    found: dict[str, None] = {}
    own = ~page_number(output)
    for facet, points in past.last.changed.items():
        for number in past.dependencies.readers(facet, points):
            if number == own or number in questions:
                asked = questions.get(number)
                found[facet_in_words(facet) + (f", for {asked}" if asked else "")] = None
    return tuple(found)


def _source(past: LastBuild, kind: str, subject: str) -> str:
    content = past.config.paths.content
    if kind == "file":
        return content + subject.removeprefix("content") if subject.startswith("content/") else subject
    if kind == "plain":
        return f"{content}/{subject}"
    texts = (entry for entry in past.entries.values() if entry.kind == kind == "article" and entry.id == subject)
    text = next(texts, None)
    return f"{content}/{text.source}" if text else ""


def _named(facets: Iterable[str], kind: str) -> tuple[str, ...]:
    """Return the names of layouts or assets; of layouts those of whole pages first, the most basic of them last."""
    names = {facet.partition(":")[2] for facet in facets if facet.startswith(f"{kind}:")}
    return tuple(sorted(names, key=lambda name: ("/" in name, name == "base.html", name)))


def print_not_found(found: NotFound) -> int:
    """Print it and return the exit code."""
    click.echo(found.why, err=True)
    if found.nearest:
        click.echo(f"Did you mean {' or '.join(found.nearest)}?", err=True)
    return 1


def _rows(found: Explanation) -> dict[str, object]:
    """The page as docs/commands.md has it."""
    rows: dict[str, object] = msgspec.to_builtins(found)
    last = msgspec.to_builtins(found.last)
    if found.made:
        rows["made"] = msgspec.to_builtins(found.made) | {"when": found.made.instant.isoformat()}
    del rows["last"], last["changed"]
    return rows | {"last_build": last}


def _lines(found: Explanation, zone: str) -> Iterator[str]:
    what = found.what[0].lower() + found.what[1:]
    yield f"{found.url}: {what}{f', from {found.source}' if found.source else ''}."
    if found.layouts:
        yield f"Layouts: {_some(found.layouts)}."
    if found.assets:
        yield f"Assets: {_some(found.assets)}."
    last = found.last
    if made := found.made:
        which = ", the last one," if made.build == last.number else ""
        when = instant_in_words(made.instant, zone)
        yield ""
        yield f"Made by build {made.build}{which} as of {when}, in {made.seconds * 1000:.1f} ms:"
        yield f"  {made.reason}"
    yield from _listed("It asks", "question", found.questions)
    yield from _listed("It reads", "thing", found.reads)
    when = instant_in_words(datetime.fromisoformat(last.when), zone)
    yield ""
    yield f"The last build, number {last.number}, as of {when}, took {last.seconds:.2f} s:"
    yield f"  {count(last.pages, 'page')} made, {count(last.written, 'file')} written, {last.deleted:,} deleted."
    if found.changed:
        yield from _listed("Of what this page depends on it found changed", "thing", found.changed)
    elif last.number == 1:
        yield "It was the first one, so it made everything."
    else:
        yield "It found nothing changed of what this page depends on."


def _listed(verb: str, what: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        among = ", among them" if len(lines) > MAX_LINES else ""
        yield f"{verb} {count(len(lines), what)}{among}:"
        yield from (f"  {line}" for line in lines[:MAX_LINES])


def _some(names: Sequence[str]) -> str:
    rest = len(names) - MAX_LINES
    return ", ".join(names[:MAX_LINES]) + (f" and {rest} more" if rest > 0 else "")
