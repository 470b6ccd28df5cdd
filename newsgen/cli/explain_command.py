"""`explain`: why a page is as it is, by what the last build remembers. Reads disk; prints, on one screen."""

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches
from heapq import nlargest
from pathlib import Path
from urllib.parse import quote, unquote

from msgspec import Struct
from msgspec.structs import asdict, replace

from newsgen.catalog.visibility import why_held_back
from newsgen.cli.print_problems import config_or_exit, count, exit_not_found, print_found
from newsgen.engine.cache import DamagedCacheError, reading
from newsgen.engine.dependencies import Dependencies, PageRecord, page_number, shown_question
from newsgen.model.config import Config
from newsgen.model.entry import instant
from newsgen.model.urls import is_elsewhere, route, split_url
from newsgen.site.messages import facet_in_words, instant_in_words, page_in_words, reason_in_words, url_of
from newsgen.site.options import Folders, Last, Options
from newsgen.site.site_cache import SiteCache
from newsgen.site.version import code_version

MAX_LINES = 4
"""Of each list."""
WIDTH = 110
MAX_COMPARED = 200
"""Urls that share most words with one that is not there, among which the nearest are looked for."""
NO_BUILD = "there is no build to explain; `newsgen build` makes one"
_WORD = re.compile(r"[^\W_]+")


class Explanation(Struct, frozen=True, kw_only=True):
    """A page, and what it depends on, in words. what: its kind. source: its file, "" for a page of many or of none.
    made: None for a file that is put out as it is. changed: what the last build found changed of all that."""

    url: str
    output: str
    what: str
    source: str
    layouts: tuple[str, ...]
    assets: tuple[str, ...]
    questions: tuple[str, ...]
    reads: tuple[str, ...]
    made: PageRecord | None
    changed: tuple[str, ...]
    last: Last


def run_explain(options: Options, page: str, as_json: bool) -> None:
    config = config_or_exit(options)
    found = explain_page(config, options, page)
    lines = _lines(found, config.site.timezone)
    print_found(_rows(found), as_json, (line if len(line) <= WIDTH else line[: WIDTH - 1] + "…" for line in lines))


def explain_page(config: Config, options: Options, wanted: str) -> Explanation:
    """Explain a page, or end with exit code 1. wanted: a url with or without the host, an output path, or the path of a
    source. Changes nothing; OSError where a build holds the cache."""
    folders = Folders.of(options, config)
    if not folders.cache_file.exists():
        exit_not_found(NO_BUILD)
    try:
        with reading(folders.cache_file, code_version()) as cache:
            site_cache = SiteCache(cache)
            if (state := site_cache.state.get()) is None:
                exit_not_found(NO_BUILD)
            url, files = split_url(wanted), Dependencies(cache).files()
            if is_elsewhere(wanted) and url.netloc != split_url(config.site.url).netloc:
                exit_not_found(f"{wanted} is not a url of this site, which is {config.site.url}")
            name = source_name(wanted, folders)
            entry = site_cache.entries.get(name.removeprefix("content/"))
            reason = why_held_back(entry, state.moment) if entry else None
            outputs = [*_outputs(unquote(url.path), config, folders), *_outputs(url.path, config, folders)]
            if entry is None:
                outputs += [output for output, file in files.items() if file.plan == f"file {name} 0"]
            elif reason is None:
                outputs.append(route(entry.url).output)
            output = next((path for path in outputs if path in files), None)
            if output is None and reason:
                exit_not_found(f"{wanted} is not put out: it is {'a draft' if reason == 'draft' else reason}")
            if output is None:
                exit_not_found(f"there is no page {wanted}", _nearest(wanted, files))
            return _explanation(output, files[output].plan, site_cache, config.paths.content)
    except DamagedCacheError as error:
        exit_not_found(f"the cache of the last build can't be used: {error}; `newsgen build` makes it anew")


def _nearest(wanted: str, outputs: Iterable[str]) -> list[str]:
    """The urls, at most three, that look most like one that is not there."""
    words = set(_WORD.findall(wanted.lower()))
    likely = nlargest(MAX_COMPARED, outputs, key=lambda output: len(words.intersection(_WORD.findall(output))))
    urls = {url_of(output).lower(): url_of(output) for output in likely}
    path = "/" + split_url(wanted).path.lower().lstrip("/")
    return [urls[url] for url in get_close_matches(path, urls, n=3, cutoff=0.5)]


def _outputs(path: str, config: Config, folders: Folders) -> Iterator[str]:
    """The output paths that a url or a path may mean."""
    base = config.base_path
    for spelled in dict.fromkeys((path, path.removeprefix(base) if path.startswith(base + "/") else path, quote(path))):
        bare = spelled.lstrip("/")
        yield from (bare, route(f"/{bare}").output, f"{bare}/index.html")
    file = Path(os.path.abspath(path))
    if file.is_relative_to(folders.output):
        yield file.relative_to(folders.output).as_posix()


def source_name(path: str, folders: Folders) -> str:
    """The name among the sources, `content/...` or `assets/...`, of a file by its path from here or from the site's
    folder; "" for others."""
    for place in (os.path.abspath(path), os.path.normpath(folders.site / path)):
        for kind, among in [("content", folders.content), *(("assets", assets) for assets in folders.assets)]:
            if Path(place).is_relative_to(among):
                return f"{kind}/{Path(place).relative_to(among).as_posix()}"
    return ""


def _explanation(output: str, plan: str, site_cache: SiteCache, content: str) -> Explanation:
    kind, _, rest = plan.partition(" ")
    subject, _, number = rest.rpartition(" ")
    dependencies, last = Dependencies(site_cache.cache), site_cache.last.get() or Last()
    made = dependencies.record(page_number(output))
    facets = list(made.trace.reads) if made else []
    questions: dict[int, str] = {}
    for asked_number in made.trace.asked if made else ():
        asked = dependencies.question(asked_number)
        if asked and not asked.name:  # it only bundles facets
            facets += [str(facet) for facet in asked.arguments]
        questions[asked_number] = shown_question(asked.name, asked.arguments) if asked and asked.name else ""
    return Explanation(
        url=url_of(output),
        output=output,
        what=page_in_words(kind, subject, int(number)),
        source=_source(site_cache, kind, subject, content),
        layouts=_named(facets, "layout"),
        assets=_named(facets, "asset"),
        questions=tuple(shown for shown in questions.values() if shown),
        reads=tuple(facet_in_words(facet) for facet in facets if not facet.startswith(("layout:", "asset:"))),
        made=made and replace(made, reason=reason_in_words(made.reason)),
        changed=_changed(dependencies, last.changed, ~page_number(output), questions),
        last=last,
    )


def _changed(
    dependencies: Dependencies, changed: Mapping[str, Collection[float]], page: int, questions: Mapping[int, str]
) -> tuple[str, ...]:
    """What changed of what the page depends on. page: as it stands among readers. questions: as they are shown."""
    found: dict[str, None] = {}
    for facet, points in changed.items():
        for number in dependencies.readers(facet, points):
            if number == page or number in questions:
                asked = questions.get(number)
                found[facet_in_words(facet) + (f", for {asked}" if asked else "")] = None
    return tuple(found)


def _source(site_cache: SiteCache, kind: str, subject: str, content: str) -> str:
    if kind == "file":
        return content + subject.removeprefix("content") if subject.startswith("content/") else subject
    if kind == "plain":
        return f"{content}/{subject}"
    entries = (entry for _, entry in site_cache.entries.all()) if kind == "article" else ()
    texts = (f"{content}/{entry.source}" for entry in entries if entry.kind == "article" and entry.id == subject)
    return next(texts, "")


def _named(facets: Iterable[str], kind: str) -> tuple[str, ...]:
    """The names of layouts or assets; of layouts those of whole pages first, the most basic of them last."""
    names = {facet.partition(":")[2] for facet in facets if facet.startswith(f"{kind}:")}
    return tuple(sorted(names, key=lambda name: ("/" in name, name == "base.html", name)))


def _rows(found: Explanation) -> dict[str, object]:
    """The page as docs/commands.md has it."""
    rows, last = asdict(found), asdict(found.last)
    if made := found.made:
        when = instant(made.when).isoformat()
        rows["made"] = {"build": made.build, "when": when, "seconds": made.seconds, "reason": made.reason}
    del rows["last"], last["changed"]
    return rows | {"last_build": last}


def _lines(found: Explanation, zone: str) -> Iterator[str]:
    what = found.what[0].lower() + found.what[1:]
    yield f"{found.url}: {what}{f', from {found.source}' if found.source else ''}."
    for kind, names in (("Layouts", found.layouts), ("Assets", found.assets)):
        rest = f" and {len(names) - MAX_LINES} more" if len(names) > MAX_LINES else ""
        if names:
            yield f"{kind}: {', '.join(names[:MAX_LINES])}{rest}."
    last = found.last
    if made := found.made:
        which = ", the last one," if made.build == last.number else ""
        when = instant_in_words(instant(made.when), zone)
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
