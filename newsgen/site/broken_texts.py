"""Texts with errors, held back in place of stopping the build where the config says so. Reads disk, writes the store.

A text that the last build put out stays as that build read it. One that was not put out, or whose front matter now
holds it back, is left out.
"""

from collections.abc import Iterable, Mapping
from posixpath import splitext
from typing import Literal

import msgspec
from msgspec.structs import replace

from newsgen.catalog.visibility import why_held_back
from newsgen.engine.output import OutputState
from newsgen.model.article import Article, PlainPage
from newsgen.model.entry import CachedText, Entry, entry_of
from newsgen.model.problem import Problem, errors, with_severity
from newsgen.pictures.renditions import of_renditions, renditions_of
from newsgen.reading.media_files import MediaFiles, output_name
from newsgen.reading.scan import File
from newsgen.site.options import BrokenText, Task
from newsgen.site.site_cache import SiteCache, SiteState
from newsgen.site.sources import SiteRead

Verdict = Literal["go on", "plan again", "stop"]
_decoder: "msgspec.msgpack.Decoder[Article | PlainPage]" = msgspec.msgpack.Decoder(Article | PlainPage)


class BrokenTexts:
    """The texts that one build holds back, with their errors. Owns both: each plan may find more of them."""

    def __init__(self, task: Task, cache: SiteCache, old: SiteState | None, there: OutputState) -> None:
        self._task, self._cache, self._old, self._there = task, cache, old, there
        self._errors: dict[str, set[Problem]] = {}
        self.shown: dict[str, Entry | None] = {}
        """By source, the last good version that stays; None of what is left out."""

    @property
    def problems(self) -> set[Problem]:
        """The errors for which texts are held back."""
        return {problem for found in self._errors.values() for problem in found}

    def texts(self) -> tuple[BrokenText, ...]:
        return tuple(BrokenText(source, entry is not None) for source, entry in sorted(self.shown.items()))

    def replaced(self, read: SiteRead) -> SiteRead:
        """What was read, with the last good versions in place of broken texts."""
        config, strict = self._task.config, self._task.options.strict
        if config.broken != "hold":
            return read
        self._take(errors(with_severity(read.problems(), config.problems), strict=strict), read.cached)
        broken = {source: read.cached[source] for source in self._errors if source in read.cached}
        if not broken:
            return read
        published = self._cache.published(broken, self._old.moment if self._old else None)
        self.shown = {source: self._version(published.get(source), cached, read) for source, cached in broken.items()}
        files = [file for entry in self.shown.values() if entry for file in entry.files]
        lasting = frozenset(output for output, name in files if not _is_the_same(output, name, read.media_files))
        return replace(with_versions(read, self.shown, self._cache), lasting=lasting)

    def judge(self, found: Iterable[Problem], of_plan: Iterable[Problem], read: SiteRead) -> Verdict:
        """What follows from errors that a plan, or making its pages, found. of_plan: what the plan says. A text that is
        held back already can't have an error there. It may have others, such as a link to an article that is gone."""
        found, config = list(found), self._task.config
        if not found or config.broken != "hold":
            return "stop" if found else "go on"
        if not all(self._source(problem) in read.sources.texts for problem in found):
            return "stop"
        wrong = errors(with_severity(of_plan, config.problems), strict=self._task.options.strict)
        if any(self._source(problem) in self.shown for problem in wrong):
            return "stop"
        before = len(self._errors)
        self._take(found, read.sources.texts)
        return "plan again" if len(self._errors) > before else "go on"

    def _take(self, found: Iterable[Problem], sources: Mapping[str, object]) -> None:
        for problem in found:
            if (source := self._source(problem)) in sources:
                self._errors.setdefault(source, set()).add(problem)

    def _source(self, problem: Problem) -> str:
        """Of the text that it is about, if it is about one."""
        return problem.place.path.removeprefix(f"{self._task.config.paths.content}/")

    def _version(self, published: tuple[Entry, bytes] | None, now: CachedText, read: SiteRead) -> Entry | None:
        """What stays of a text: what was put out of it, if it can be shown and is not withdrawn."""
        if published is None:
            return None
        entry, text = published
        if self._is_held_back(now, read.sources.texts[entry.source]):
            return None
        outputs = [
            *entry.files,
            *((each.output, each.name) for each in renditions_of(entry, self._task.config.pictures)),
        ]
        if not all(
            output in self._there.intact or _is_the_same(output, name, read.media_files) for output, name in outputs
        ):
            return None
        new = entry_of(_decoder.decode(text), self._task.config)
        at = {"layout_at": entry.layout_at, "authors_at": entry.authors_at}
        return replace(new, content=entry.content, files=entry.files, pictures=entry.pictures, **at)

    def _is_held_back(self, now: CachedText, file: File) -> bool:
        if now.entry:
            return why_held_back(now.entry, self._task.options.moment) is not None
        try:
            with open(file.path, "rb") as opened:
                text = opened.read(self._task.config.limits.article_bytes).decode(errors="replace")
        except OSError:
            return False
        from newsgen.reading.holding import says_held_back
        from newsgen.reading.key_mapping import plain_key
        from newsgen.reading.split_front_matter import head_lines  # few builds have broken texts, and these load slowly

        return says_held_back(head_lines(text), plain_key, self._task.options.moment.now, self._task.config.site.zone)


def with_versions(read: SiteRead, shown: Mapping[str, Entry | None], cache: SiteCache) -> SiteRead:
    """What was read, with these in place of what was read of some texts, which the next build reads again."""
    cache.put_back(shown)
    held = {source: replace(read.cached[source], stat=(), entry=entry) for source, entry in shown.items()}
    return replace(read, cached=read.cached | held)


def _is_the_same(output: str, name: str, media_files: MediaFiles) -> bool:
    """Whether a file is there that would be put out under that name, or of which that rendition would be made."""
    measured = media_files.measure(name)
    if measured is None:
        return False
    largest = output_name(name, of_renditions(measured, media_files.pictures))
    return output_name(name, measured) == output or output.startswith(splitext(largest)[0])
