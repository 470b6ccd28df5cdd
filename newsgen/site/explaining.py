"""Why a page is as it is, by what the last build remembers. Reads disk."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from heapq import nlargest
from pathlib import Path
from urllib.parse import quote, unquote

from msgspec import Struct

from newsgen.catalog.visibility import why_held_back
from newsgen.engine.memory import Known, Made, Memory, page_number, shown_question
from newsgen.engine.store import DamagedMemoryError, Store, reading
from newsgen.model.config import Config
from newsgen.model.entry import Entry
from newsgen.model.urls import is_elsewhere, route, split_url
from newsgen.site.messages import facet_in_words, page_in_words, reason_in_words, url_of
from newsgen.site.options import Folders, Last, Options
from newsgen.site.past import Archive, BuildState
from newsgen.site.version import code_version

LIKELY = 200
"""Urls that share most words with one that is not there, among which the nearest are looked for."""
NO_BUILD = "there is no build to explain; `newsgen build` makes one"
_WORD = re.compile(r"[^\W_]+")


class LastRender(Struct, frozen=True):
    """When a page was last made: in which build, as of which instant (seconds since 1970), in how many seconds, why."""

    build: int
    when: float
    seconds: float
    reason: str


class Explained(Struct, frozen=True, kw_only=True):
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


class Unexplained(Struct, frozen=True):
    """Why there is nothing to explain. nearest: urls or files that may be meant."""

    why: str
    nearest: tuple[str, ...] = ()


class Remembered(Struct, frozen=True):
    """What the last build left. entries: of all texts, by source; files: by output path."""

    config: Config
    folders: Folders
    memory: Memory
    state: BuildState
    last: Last
    entries: Mapping[str, Entry]
    files: Mapping[str, Known]


def explained(config: Config, options: Options, wanted: str) -> Explained | Unexplained:
    """wanted: a url with or without the host, an output path, or the path of a source. Changes nothing; OSError where
    a build holds the memory."""
    folders = Folders.of(options, config)
    if not folders.memory.exists():
        return Unexplained(NO_BUILD)
    try:
        with reading(folders.memory, code_version()) as store:
            past = _remembered(store, config, folders)
            return _explained(past, wanted) if past else Unexplained(NO_BUILD)
    except DamagedMemoryError as error:
        return Unexplained(f"the memory of the last build can't be used: {error}; `newsgen build` makes it anew")


def _remembered(store: Store, config: Config, folders: Folders) -> Remembered | None:
    archive, memory = Archive(store), Memory(store)
    state = archive.state()
    if state is None:
        return None
    entries = archive.entries(dict(archive.sources.all()), state.settled)
    return Remembered(config, folders, memory, state, archive.last(), entries, memory.files())


def _explained(past: Remembered, wanted: str) -> Explained | Unexplained:
    url = split_url(wanted)
    if is_elsewhere(wanted) and url.netloc != split_url(past.config.site.url).netloc:
        return Unexplained(f"{wanted} is not a url of this site, which is {past.config.site.url}")
    outputs = [*_outputs(unquote(url.path), past), *_outputs(url.path, past), *_of_source(wanted, past)]
    output = next((path for path in outputs if path in past.files), None)
    if output is not None:
        return _page(past, output)
    source = source_name(wanted, past.folders)
    entry = past.entries.get(source.removeprefix("content/"))
    if entry and (reason := why_held_back(entry, past.state.moment)):
        return Unexplained(f"{wanted} is not put out: it is {'a draft' if reason == 'draft' else reason}")
    return Unexplained(f"there is no page {wanted}", nearest(wanted, past.files))


def nearest(wanted: str, outputs: Iterable[str]) -> tuple[str, ...]:
    """The urls, at most three, that look most like one that is not there."""
    words = set(_WORD.findall(wanted.lower()))
    likely = nlargest(LIKELY, outputs, key=lambda output: len(words.intersection(_WORD.findall(output))))
    urls = {url_of(output).lower(): url_of(output) for output in likely}
    path = "/" + split_url(wanted).path.lower().lstrip("/")
    return tuple(urls[url] for url in get_close_matches(path, urls, n=3, cutoff=0.5))


def _outputs(path: str, past: Remembered) -> Iterator[str]:
    """The output paths that a url or a path may mean."""
    base = past.config.base_path
    for spelled in dict.fromkeys((path, path.removeprefix(base) if path.startswith(base + "/") else path, quote(path))):
        bare = spelled.lstrip("/")
        yield bare
        yield route(f"/{bare}").output
        yield f"{bare}/index.html"
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


def _of_source(path: str, past: Remembered) -> Iterator[str]:
    """The output paths of what is made of a source."""
    name = source_name(path, past.folders)
    if entry := past.entries.get(name.removeprefix("content/")):
        if why_held_back(entry, past.state.moment) is None:
            yield route(entry.url).output
    else:
        yield from (output for output, known in past.files.items() if known.plan == f"file {name} 0")


def _page(past: Remembered, output: str) -> Explained:
    kind, _, rest = past.files[output].plan.partition(" ")
    subject, _, number = rest.rpartition(" ")
    made = past.memory.made(page_number(output))
    questions, facets = _depends(past.memory, made)
    return Explained(
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


def _depends(memory: Memory, made: Made | None) -> tuple[dict[int, str], list[str]]:
    """The questions as they are shown, by number ("" for one that only bundles facets), and the facets read."""
    questions: dict[int, str] = {}
    facets = list(made.trace.reads) if made else []
    for number in made.trace.asked if made else ():
        asked = memory.question(number)
        if asked and not asked.name:
            facets += [str(facet) for facet in asked.arguments]
        questions[number] = shown_question(asked.name, asked.arguments) if asked and asked.name else ""
    return questions, facets


def _changed(past: Remembered, output: str, questions: Mapping[int, str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    own = ~page_number(output)
    for facet, points in past.last.changed.items():
        for number in past.memory.readers(facet, points):
            if number == own or number in questions:
                asked = questions.get(number)
                found[facet_in_words(facet) + (f", for {asked}" if asked else "")] = None
    return tuple(found)


def _source(past: Remembered, kind: str, subject: str) -> str:
    content = past.config.paths.content
    if kind == "file":
        return content + subject.removeprefix("content") if subject.startswith("content/") else subject
    if kind == "plain":
        return f"{content}/{subject}"
    texts = (entry for entry in past.entries.values() if entry.kind == kind == "article" and entry.id == subject)
    text = next(texts, None)
    return f"{content}/{text.source}" if text else ""


def _named(facets: Iterable[str], kind: str) -> tuple[str, ...]:
    """Of layouts those of whole pages first, the most basic of them last."""
    names = {facet.partition(":")[2] for facet in facets if facet.startswith(f"{kind}:")}
    return tuple(sorted(names, key=lambda name: ("/" in name, name == "base.html", name)))
