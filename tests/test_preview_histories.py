"""Whatever is saved, in whatever order: the preview shows what a clean build puts out."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st

from newsgen.model.gone import is_gone
from newsgen.model.problem import Problem, in_reading_order, with_severity
from newsgen.serve.live_site import LiveSite
from newsgen.serve.preview import PageResponse, Preview
from newsgen.site.options import configured
from newsgen.site.planning import problems_of
from tests.edits import EDITS, OF_FRONT_MATTER, OF_TEXTS, OF_THE_SITE
from tests.histories import QUICK_DISK, SEARCH, Output, Step, clean_build, quick_building
from tests.newsroom import Newsroom
from tests.serving import previewing

HISTORIES, STEPS = 28, 12
NUMBERS = st.integers(0, 59)
STEP = st.one_of(
    *(st.tuples(st.sampled_from(list(kind)), NUMBERS, NUMBERS) for kind in (OF_TEXTS, OF_FRONT_MATTER, OF_THE_SITE)),
    st.tuples(st.just("turn_clock"), NUMBERS, NUMBERS),
)


def content_of(shown: PageResponse) -> bytes:
    return Path(shown.file).read_bytes() if shown.file else shown.content


def problems_anew(edition: LiveSite) -> list[Problem]:
    """By a look at all texts."""
    config, of_config = edition.config, configured(edition.options)[1]
    found = problems_of(edition.read, edition.plan, config.paths.content)
    return in_reading_order(with_severity([*of_config, *found], config.problems))


def compare(preview: Preview, wanted: Output, before: Output, history: list[Step]) -> None:
    for path, content in wanted.items():
        url = "/" + path.removesuffix("index.html")
        shown = preview.shown(url)
        status = 410 if is_gone(url, preview.live_site.config.gone) else 200
        assert (shown.status, content_of(shown)) == (status, content), (path, history)
    for path in before.keys() - wanted.keys():
        assert preview.shown(f"/{path}").status == 404, (path, history)


def check(history: list[Step]) -> int:
    """How many of its steps were planned by what changed."""
    near = 0
    before: Output = {}
    with TemporaryDirectory(dir=QUICK_DISK) as folder:
        room = Newsroom(Path(folder) / "site")
        room.save()
        with previewing(room.folder, lambda: room.now) as preview:
            preview.rest()
            for number, (name, which, how) in enumerate(history, 1):
                sources = room.sources()
                EDITS[name](room, which, how)
                room.save()
                changed = {path for path, _ in sources.items() ^ room.sources().items()}
                change = preview.notice({room.folder / path for path in changed})
                near += change is not None and not change.is_whole
                preview.rest()
                assert preview.live_site.problems.all() == problems_anew(preview.live_site), history[:number]
                clean, wanted = clean_build(tuple(room.sources().items()), room.now, drafts=False, future=False)
                if clean.built:
                    compare(preview, wanted, before, history[:number])
                    before = wanted
    return near


def test_a_preview_shows_what_a_clean_build_puts_out() -> None:
    near = 0

    @seed(1)
    @settings(SEARCH, max_examples=HISTORIES, phases=(Phase.generate,))  # to shrink takes minutes, and helps little
    @given(st.lists(STEP, min_size=STEPS, max_size=STEPS))
    def search(history: list[Step]) -> None:
        nonlocal near
        near += check(history)

    with quick_building():
        search()
    assert near > HISTORIES * STEPS / 4


def test_macros_follow_the_config() -> None:
    """The dates on cards among them."""
    check([("rename_section", 44, 14), ("config site.timezone", 42, 25), ("config theme", 0, 2)])


def test_a_look_that_finds_nothing_new_leaves_pages_as_they_were() -> None:
    """A page's own story does not come among its latest news."""
    check([("config defaults", 20, 1)])


def test_style_sheets_and_scripts_follow_what_they_name() -> None:
    edits = ["paper.css", "own.css", "sign.png", "print/print.css", "lib/one.js", "lib/two.js", "lib/three.js"]
    check([("layouts/base.html", 0, 0), *((f"assets/{name}", 0, how) for how in range(3) for name in edits)])
