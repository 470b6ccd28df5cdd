"""Whether the last build left what a clean one leaves. Reads and writes disk, beside the site only.

It holds the site's lock, so that no other build comes between.
"""

from collections.abc import Mapping
from pathlib import Path
from time import perf_counter

from msgspec import Struct
from msgspec.structs import replace

from newsgen.engine.cache import Cache, reading
from newsgen.engine.dependencies import Dependencies, numbers, shown_question
from newsgen.engine.lock import locked
from newsgen.engine.output import file_digest
from newsgen.pages.asking import asked_again
from newsgen.pages.renderer import Renderer
from newsgen.site.broken_texts import with_versions
from newsgen.site.building import built
from newsgen.site.cache_folder import scratch_folder, with_cache
from newsgen.site.messages import url_of
from newsgen.site.options import WAITING, Folders, Options, Progress, Task, configured, in_zone, silent
from newsgen.site.planning import planned
from newsgen.site.site_cache import SiteCache
from newsgen.site.sources import read_site, scanned
from newsgen.site.version import code_version

AT_A_TIME = 1000
"""Questions whose answers are kept at most."""


class WrongAnswer(Struct, frozen=True):
    """A question that is answered otherwise than is remembered, and the urls of the pages that asked it."""

    question: str
    pages: tuple[str, ...]


class Verification(Struct, frozen=True):
    """How many files and questions were compared, and which of them differ. files: paths below the output folder.
    sources: what was edited between the two builds, so that they need not be equal."""

    compared: int
    asked: int
    files: tuple[str, ...] = ()
    questions: tuple[WrongAnswer, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def is_equal(self) -> bool:
        return not (self.files or self.questions or self.sources)


def verify_build(options: Options, progress: Progress = silent) -> Verification:
    """Compare what the last build left with a clean build, and change nothing of it. The options must be the same.
    Raises OSError, also where there can be no clean build; DamagedCacheError."""
    config, problems = configured(options)
    if config is None:
        raise OSError("the config was changed since the build, and can't be read")
    options = in_zone(options, config)
    folders = with_cache(Folders.of(options, config), is_needed=not options.forget)
    with (
        locked(folders.lock, lambda holder: progress(f"{WAITING} {holder}", 0, 0)),
        scratch_folder(folders.cache / "verifying") as place,
    ):
        clean = replace(folders, output=place / "output", cache_file=place / "build.sqlite")
        with Cache(clean.cache_file, code_version()) as new, reading(folders.cache_file, code_version()) as old:
            new.begin()  # what an earlier build put out of texts with errors stays
            SiteCache(new).copy_published(SiteCache(old))
            new.commit()
        task = Task(options, config, clean, problems, progress, perf_counter())
        if not built(task).built:
            raise OSError("the sources were changed since the build, and have errors")
        with Cache(clean.cache_file, code_version()) as new, reading(folders.cache_file, code_version()) as old:
            return _compared(task, folders, new, old)


def _compared(task: Task, folders: Folders, new: Cache, old: Cache) -> Verification:
    site, dependencies = SiteCache(new), Dependencies(old)
    outputs = {known.number: output for output, known in dependencies.files().items()}
    files = sorted(Dependencies(new).files().keys() | set(outputs.values()))
    task.progress("comparing", 0, len(files))
    different = tuple(path for path in files if _digest(folders.output / path) != _digest(task.folders.output / path))
    task.progress("asking again", 0, 0)
    state = site.state.get()
    broken = state.held if state else {}
    read = read_site(task, site, state, scanned(task.config, task.folders), is_whole=True)
    read = with_versions(read, broken, site) if broken else read
    plan = planned(read, task.config, task.options.moment, task.folders)
    try:
        asked, questions = _asked(dependencies, plan.renderer, outputs)
    finally:
        plan.loaders.close()
    return Verification(len(files), asked, different, questions, _edited(SiteCache(old), site))


def _asked(
    dependencies: Dependencies, renderer: Renderer, outputs: Mapping[int, str]
) -> tuple[int, tuple[WrongAnswer, ...]]:
    """Count the questions, and return those that are answered otherwise than is remembered."""
    count, found = 0, []
    for _, asked in dependencies.questions():
        if not asked.name:
            continue
        count += 1
        if asked_again(renderer.catalog, renderer.tracer, asked.name, asked.arguments).digest != asked.digest:
            pages = (url_of(outputs[number]) for number in numbers(asked.pages) if number in outputs)
            found.append(WrongAnswer(shown_question(asked.name, asked.arguments), tuple(sorted(pages))))
        if count % AT_A_TIME == 0:
            renderer.tracer.news()
    return count, tuple(sorted(found, key=lambda each: each.question))


def _edited(old: SiteCache, new: SiteCache) -> tuple[str, ...]:
    """Return the texts that changed, and the files of which both builds needed to know what they hold."""
    before, now = _texts(old), _texts(new)
    texts = [name for name in before.keys() | now.keys() if before.get(name) != now.get(name)]
    measured = dict(old.media.all())
    files = [name for name, each in new.media.all() if name in measured and measured[name].digest != each.digest]
    return tuple(sorted([*texts, *files]))


def _texts(site: SiteCache) -> dict[str, str]:
    return {f"content/{source}": kept.digest for source, kept in site.sources.all()}


def _digest(file: Path) -> bytes | None:
    """Return None for what is no file of its own."""
    return file_digest(file) if file.is_file() and not file.is_symlink() else None
