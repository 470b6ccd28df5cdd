"""What a command is told, what it reports, where a site's folders are. Reads disk for the config."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from urllib.parse import quote

from msgspec import Struct, field
from msgspec.structs import replace

from newsgen.bundled import bundled
from newsgen.catalog.visibility import HeldBack, Moment, NextChange
from newsgen.engine.output import Written
from newsgen.model.config import Config, Paths
from newsgen.model.problem import Place, Problem, in_reading_order
from newsgen.reading.config_file import read_config

CONFIG_FILE = "config.yaml"
INDEX_FOLDER = "_pagefind"
"""Of the output: the index for searching."""
Progress = Callable[[str, int, int], None]
"""Told of what is being done: the stage, how much is done, of how much."""
WAITING = "waiting for the build of process"
"""The stage before all others, with the process's id, while another build of the site is under way."""


class Options(Struct, frozen=True, kw_only=True):
    """How to build. output, base_url: "" for what the config says. jobs: worker processes.

    now: in its own zone, or without one in the site's. hold_broken: what the config says with `broken: hold`. forget:
    what earlier builds learnt. start_method: of processes, "" for the best one of the system. cache_dir: "" for
    `.newsgen` in the site; another may be that of several sites.
    """

    source: Path
    now: datetime
    output: str = ""
    base_url: str = ""
    drafts: bool = False
    future: bool = False
    jobs: int = 1
    strict: bool = False
    hold_broken: bool = False
    forget: bool = False
    start_method: str = ""
    cache_dir: str = ""

    @property
    def moment(self) -> Moment:
        return Moment(self.now.timestamp(), self.drafts, self.future)


class Rendered(Struct, frozen=True):
    """A page that was made in this build. reason: why; seconds: of making it. is_page: whether it is no picture."""

    url: str
    reason: str
    seconds: float
    is_page: bool = True


class BrokenText(Struct, frozen=True):
    """A text that is held back for its errors. source: below the content folder. is_shown: whether what was put out of
    it last stays."""

    source: str
    is_shown: bool


class Report(Struct, frozen=True, kw_only=True):
    """What a build did. articles: visible ones; seconds: of wall time. built: False where problems stopped it. notes:
    what is to be known besides, in sentences. costs: how often each layout was rendered, and seconds in all, with what
    it includes."""

    built: bool
    problems: tuple[Problem, ...]
    articles: int = 0
    pages: int = 0
    made: tuple[Rendered, ...] = ()
    written: Written = field(default_factory=Written)
    held_back: tuple[HeldBack, ...] = ()
    broken: tuple[BrokenText, ...] = ()
    next_change: NextChange | None = None
    notes: tuple[str, ...] = ()
    costs: dict[str, tuple[int, float]] = {}
    seconds: float = 0.0

    @property
    def rendered(self) -> tuple[str, ...]:
        """The urls of the pages that were made."""
        return tuple(page.url for page in self.made)


class Last(Struct, frozen=True):
    """What the last build did, for who asks later. when: the instant of it; seconds: until it was remembered. changed:
    facets, with the points in time at which they did; pages: how many were made."""

    number: int = 0
    when: str = ""
    seconds: float = 0.0
    changed: dict[str, tuple[float, ...]] = {}
    pages: int = 0
    written: int = 0
    deleted: int = 0


class Folders(Struct, frozen=True):
    """Where things are. layouts, assets: the site's own first, then the bundled ones. cache: all that is learnt. In it:
    cache_file: of this output's builds. taken_over: what others had written where its files stand. check: what checks
    keep. failure: the traceback of a bug. pictures: renditions that were made."""

    site: Path
    content: Path
    layouts: tuple[Path, ...]
    assets: tuple[Path, ...]
    output: Path
    cache: Path
    cache_file: Path
    taken_over: Path
    lock: Path
    check: Path
    failure: Path
    pictures: Path

    @classmethod
    def of(cls, options: Options, config: Config | None) -> "Folders":
        site = options.source.resolve()
        paths = config.paths if config else Paths()
        output = (Path(options.output) if options.output else site / paths.output).resolve()
        # No file system takes a quoted host for more than a name.
        host = quote(config.authority.lower(), safe="").strip(".") if config else "unknown"
        cache = Path(options.cache_dir).resolve() / host if options.cache_dir else site / ".newsgen"
        return cls(
            site=site,
            content=site / paths.content,
            layouts=_each_once(site / paths.layouts, bundled() / "layouts"),
            assets=_each_once(site / paths.assets, bundled() / "assets"),
            output=output,
            **_in_cache(cache, site, output),
        )

    def cached_in(self, cache: Path) -> "Folders":
        return replace(self, **_in_cache(cache, self.site, self.output))

    def mixed_up(self) -> list[Problem]:
        """The output folder must not be, hold or lie in one of the sources, nor the cache in either."""
        sources = (self.site, self.content, *self.layouts, *self.assets)
        holds = any(source.is_relative_to(self.output) for source in sources)
        lies_in = any(self.output.is_relative_to(source) for source in sources[1:])
        what = f"the output folder {self.output} is also one of the site's sources"
        fix = "give it a folder of its own, by `paths.output` or --output"
        if holds or lies_in:
            return [Problem("wrong-value", Place(CONFIG_FILE), what, fix)]
        if any(self.cache.is_relative_to(place) for place in (self.output, *sources[1:])):
            what = f"the cache folder {self.cache} lies in the output folder or in one of the site's sources"
            return [Problem("wrong-value", Place(CONFIG_FILE), what, "give it a folder of its own, by --cache-dir")]
        return []


def silent(stage: str, done: int, total: int) -> None:
    """Progress that no one wants to know."""


class Task(Struct, frozen=True):
    """One build. problems: of the config. started: by the clock of performance."""

    options: Options
    config: Config
    folders: Folders
    problems: list[Problem]
    progress: Progress
    started: float


def configured(options: Options) -> tuple[Config | None, list[Problem]]:
    """The site's config with what the command line changes."""
    config, problems = read_config(options.source / CONFIG_FILE, CONFIG_FILE)
    if config is not None and options.hold_broken:
        config = replace(config, broken="hold")
    if config is not None and options.base_url:
        authority = config.authority
        site = replace(config.site, url=options.base_url, authority=authority)
        config = replace(config, site=site)
    return config, problems


def now_from(text: str | None, environ: dict[str, str]) -> datetime:
    """The instant of a build: `--now`, else SOURCE_DATE_EPOCH, else the clock. Raises ValueError. Without a zone if
    `text` has none: then it is meant in the site's."""
    if text:
        return datetime.fromisoformat(text)
    if epoch := environ.get("SOURCE_DATE_EPOCH"):
        return datetime.fromtimestamp(int(epoch), UTC)
    return datetime.now(UTC)


def in_zone(options: Options, config: Config) -> Options:
    return options if options.now.tzinfo else replace(options, now=options.now.replace(tzinfo=config.site.zone))


def usual_jobs() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def refused(problems: list[Problem], held_back: list[HeldBack] | None = None, notes: tuple[str, ...] = ()) -> Report:
    return Report(
        built=False, problems=tuple(in_reading_order(problems)), held_back=tuple(held_back or ()), notes=notes
    )


def _in_cache(cache: Path, site: Path, output: Path) -> dict[str, Path]:
    """What is where, by the names that Folders have. A site that is moved with its output finds it again."""
    place = output.relative_to(site) if output.is_relative_to(site) else output
    name = blake2b(str(place).encode("utf-8", "surrogateescape"), digest_size=4).hexdigest()
    return {
        "cache": cache,
        "cache_file": cache / f"build-{name}.sqlite",
        "taken_over": cache / f"kept-{name}",
        "lock": cache / "lock",
        "check": cache / "check",
        "failure": cache / "failure.txt",
        "pictures": cache / "pictures",
    }


def _each_once(*folders: Path) -> tuple[Path, ...]:
    return tuple(dict.fromkeys(folder.resolve() for folder in folders))
