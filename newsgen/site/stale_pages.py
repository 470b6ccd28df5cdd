"""Which pages must be made, and why. Reads the cache."""

from collections.abc import Iterable, Iterator, Mapping, Set
from urllib.parse import unquote

from msgspec import Struct

from newsgen.catalog.changes import touched
from newsgen.engine.dependencies import Dependencies, OutputFile, Touched
from newsgen.engine.output import OutputState
from newsgen.model.gone import gone_outputs
from newsgen.pages.asking import asked_again
from newsgen.pages.plan import HOME, NOT_TEXT
from newsgen.site.planning import SitePlan
from newsgen.site.site_cache import SiteState
from newsgen.site.sources import SiteRead

_POINT = frozenset([0.0])


class StalePages(Struct, frozen=True):
    """reasons: by output path. changed: the facets that did, as far as is known, with the points in time."""

    reasons: dict[str, str]
    changed: Touched = {}


def stale_pages(
    read: SiteRead, plan: SitePlan, old: SiteState | None, dependencies: Dependencies, there: OutputState
) -> StalePages:
    """The pages that must be made, each with the reason, by their urls."""
    pages, files = plan.pages, there.files
    changed: Touched = {}
    reasons: dict[str, str] = {}
    for output, page in plan.fresh.items():
        if (file := files.get(output)) is None:
            reasons[output] = "it is new"
        elif file.plan != page.key:
            reasons[output] = "another page takes its place" if file.plan else "nothing is known of it"
    if old is None or plan.before is None or old.everywhere != plan.state.everywhere:
        dependencies.start_over()
        why = "the config, or what every page shows" if old else "nothing is known of it"
        reasons = {output: why for output, key in pages.items() if key.partition(" ")[0] not in NOT_TEXT} | reasons
    else:
        changed = {
            **touched(plan.before, plan.renderer.catalog, read.before, plan.entries),
            **dict.fromkeys(_other_facets(old, plan.state, _came_or_went(plan, files)), _POINT),
        }
        catalog, tracer = plan.renderer.catalog, plan.renderer.tracer
        asked = dependencies.stale(changed, lambda name, given: asked_again(catalog, tracer, name, given))
        outputs = {file.number: output for output, file in files.items()} if asked else {}
        found = {outputs[number]: reason for number, reason in asked.items() if outputs.get(number) in pages}
        reasons = found | reasons
    reasons |= {output: "its source changed" for output in _other_files(read, plan, files) if output not in reasons}
    missing = pages.keys() - there.intact.keys()
    reasons = dict.fromkeys(missing, "its file is missing or was changed") | reasons
    by_url = sorted(reasons, key=lambda output: plan.page(output).route.url)
    return StalePages({output: reasons[output] for output in by_url}, changed)


def _other_facets(old: SiteState, new: SiteState, outputs: Iterable[str]) -> list[str]:
    """Those that differ beside the catalog's. outputs: paths that came or went."""
    urls = [f"url:/{unquote(output)}" for output in outputs]  # as links have them: without the site's path
    urls += [url.removesuffix("index.html") for url in urls if url.endswith("/index.html")]
    files = [*_different("layout", old.layouts, new.layouts), *_different("asset", old.assets, new.assets)]
    return [*files, *urls, *([HOME] if old.home != new.home else ())]


def _different(kind: str, old: Mapping[str, object], new: Mapping[str, object]) -> list[str]:
    return [f"{kind}:{name}" for name in old.keys() | new.keys() if old.get(name) != new.get(name)]


def _came_or_went(plan: SitePlan, files: Mapping[str, OutputFile]) -> Set[str]:
    """The output paths of the pages to which a link leads that did not, or the other way round."""
    gone = gone_outputs(plan.context.config.gone) & files.keys() & plan.pages.keys()
    turned = {
        output for output in gone if files[output].plan.startswith("gone ") != plan.pages[output].startswith("gone ")
    }
    return (files.keys() ^ plan.pages.keys()) | turned


def _other_files(read: SiteRead, plan: SitePlan, files: Mapping[str, OutputFile]) -> Iterator[str]:
    """What is put out as it is, and holds something else than the last time."""
    for output, file in files.items():
        if file.plan.startswith("file ") and output in plan.pages and output not in read.lasting:
            page = plan.page(output)
            if page.kind == "file" and read.assets.digest(page.subject) != file.digest:
                yield output
