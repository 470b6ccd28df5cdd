"""What may not be published yet, or never, in the words of other generators: of all keys the most cautious wins."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from newsgen.reading.holding import ENDING, HIDDEN, HIDDEN_IF_FALSE, HIDDEN_IF_TRUE, RELEASING, SECRETS, SHOWN
from tests import reads
from tests.reads import Read
from tests.sites import Site

EARLY, LATE = "2022-03-01T08:00:00+02:00", "2022-09-01T08:00:00+03:00"
BUILD = [
    "{render: never}",
    "{render: link}",
    "{list: never}",
    "{list: local}",
    "{render: never, list: always}",
    "never",
]
BUILD += ["{Render: FALSE}", "{list: false, publishResources: false}"]


def read(folder: Path, matter: str, source: str = "news/flood.md", **config: Any) -> Read:
    return reads.read(folder, f"---\ntitle: Flood\n{matter}\n---\nWater rose.\n", source, **config)


def dated(folder: Path, matter: str, **config: Any) -> Read:
    return read(folder, f"date: {EARLY}\n{matter}", **config)


def is_held(found: Read) -> bool:
    """By a mark, with nothing to complain of."""
    return reads.article(found).draft


@pytest.mark.parametrize("key", [*RELEASING, "publishDate", "PublishOn", "embargo-until"])
def test_the_latest_of_all_dates_that_release_it_counts(key: str, tmp_path: Path) -> None:
    other = "pubDate" if key == "date" else "date"
    for matter in (f"{other}: {EARLY}\n{key}: {LATE}", f"{key}: {LATE}\n{other}: {EARLY}"):
        assert reads.article(read(tmp_path, matter)).published == datetime.fromisoformat(LATE)
    assert reads.article(read(tmp_path, f"{other}: {LATE}\n{key}: {EARLY}")).published == datetime.fromisoformat(LATE)


@pytest.mark.parametrize("key", [*ENDING, "expiryDate", "unpublish-date"])
def test_the_earliest_of_all_ends_counts(key: str, tmp_path: Path) -> None:
    other = "expiryDate" if key == "expires" else "expires"
    for first, second in ((EARLY, LATE), (LATE, EARLY)):
        found = reads.article(dated(tmp_path, f"{other}: {first}\n{key}: {second}"))
        assert found.expires == datetime.fromisoformat(EARLY)


@pytest.mark.parametrize(
    "text",
    [
        f"---\ntitle: Flood\ndate: {EARLY}\nembargo: {LATE}\n---\nWater.\n",
        f'+++\ntitle = "Flood"\ndate = {EARLY}\npublishDate = {LATE}\n+++\nWater.\n',
        f'+++\ntitle = "Flood"\ndate = {EARLY}\n[extra]\nembargo = {LATE}\n+++\nWater.\n',
        f"Title: Flood\nDate: {EARLY}\nScheduled: {LATE}\n\nWater.\n",
        f"---\ntitle: Flood\ndate: {EARLY}\nparams:\n  publish_on: {LATE}\n---\nWater.\n",
    ],
    ids=["yaml", "toml", "toml extra", "pelican", "params"],
)
def test_every_kind_of_front_matter_can_hold_back(text: str, tmp_path: Path) -> None:
    assert reads.article(reads.read(tmp_path, text)).published == datetime.fromisoformat(LATE)


def test_of_the_same_instant_the_date_is_shown_as_its_own_key_has_it(tmp_path: Path) -> None:
    found = reads.article(read(tmp_path, "pubDate: 2022-03-07T08:20:00Z\ndate: 2022-03-07T10:20:00+02:00"))
    assert found.published.isoformat() == "2022-03-07T10:20:00+02:00"


@pytest.mark.parametrize(
    ("matter", "day"),
    [
        ("scheduled: 2022-02-01", "2022-03-07"),
        ("scheduled: 2022-04-01", "2022-04-01"),
        ("pubDate: 2022-02-01", "2022-02-01"),
    ],
)
def test_a_date_in_the_files_name_holds_back_unless_another_stands_for_it(
    matter: str, day: str, tmp_path: Path
) -> None:
    assert str(reads.article(read(tmp_path, matter, "2022-03-07-flood.md")).published.date()) == day


@pytest.mark.parametrize("written", ["", "false", "none", "never", "0001-01-01T00:00:00Z", "'0000-00-00 00:00:00'"])
def test_a_key_may_say_that_there_is_no_such_date(written: str, tmp_path: Path) -> None:
    found = reads.article(dated(tmp_path, f"embargo: {written}\nexpires: {written}"))
    assert (found.published, found.expires) == (datetime.fromisoformat(EARLY), None)


@pytest.mark.parametrize(
    "key", ["embargo", "publishDate", "expiryDate", "published", "extra: {embargo", "draft", "status"]
)
@pytest.mark.parametrize("written", ["soon!", "2022-02-30", "[2022-09-01]", "{until: 2022-09-01}"])
def test_what_is_not_understood_is_an_error_at_its_place_and_never_published(
    key: str, written: str, tmp_path: Path
) -> None:
    closing = "}" if "{" in key else ""
    found = dated(tmp_path, f"{key}: {written}{closing}")
    (problem,) = found.problems
    assert problem.severity == "error"
    assert (problem.place.line, problem.place.column) == (4, len(key) + 3)
    assert found.article is None or found.article.draft


@pytest.mark.parametrize("key", [*HIDDEN_IF_TRUE, "isDraft", "Private", "_hidden", "eleventyExcludeFromCollections"])
def test_a_mark_holds_back_if_it_is_true(key: str, tmp_path: Path) -> None:
    assert is_held(dated(tmp_path, f"{key}: true"))
    assert is_held(dated(tmp_path, f"{key}: Yes"))
    assert not is_held(dated(tmp_path, f"{key}: false"))


@pytest.mark.parametrize("key", [*HIDDEN_IF_FALSE, "published", "publish", "render"])
def test_a_permission_holds_back_if_it_is_false(key: str, tmp_path: Path) -> None:
    assert is_held(dated(tmp_path, f"{key}: false"))
    assert is_held(dated(tmp_path, f"{key}: No"))
    assert not is_held(dated(tmp_path, f"{key}: true"))


@pytest.mark.parametrize("key", ["status", "visibility", "publish_status", "publishStatus", "published"])
@pytest.mark.parametrize("word", [*sorted(HIDDEN), "Private", "Auto-Draft", "pending review", "0", "no"])
def test_a_word_for_what_is_not_published_holds_back(key: str, word: str, tmp_path: Path) -> None:
    assert is_held(dated(tmp_path, f"{key}: {word}"))


@pytest.mark.parametrize("word", [*sorted(SHOWN), "Publish", "PUBLISHED", "1", ""])
def test_a_word_for_what_is_published_says_nothing(word: str, tmp_path: Path) -> None:
    assert not is_held(dated(tmp_path, f"status: {word}\nvisibility: {word}"))


@pytest.mark.parametrize("key", SECRETS)
def test_what_wants_a_password_is_held_back(key: str, tmp_path: Path) -> None:
    assert is_held(dated(tmp_path, f"{key}: x"))
    assert is_held(dated(tmp_path, f"{key}: [x, y]"))
    assert not is_held(dated(tmp_path, f"{key}: ''"))
    assert not is_held(dated(tmp_path, f"{key}: false"))


@pytest.mark.parametrize("key", ["build", "_build"])
@pytest.mark.parametrize("written", BUILD)
def test_hugos_options_of_a_build_hold_back(key: str, written: str, tmp_path: Path) -> None:
    assert is_held(dated(tmp_path, f"{key}: {written}"))


@pytest.mark.parametrize(
    "written", ["{render: always, list: always, publishResources: false}", "{render: true}", "always"]
)
def test_hugos_usual_options_say_nothing(written: str, tmp_path: Path) -> None:
    assert not is_held(dated(tmp_path, f"build: {written}"))


@pytest.mark.parametrize("written", ["{rendr: never}", "{render: sometimes}", "[never]"])
def test_options_of_a_build_that_hugo_does_not_have_are_an_error(written: str, tmp_path: Path) -> None:
    assert [problem.severity for problem in dated(tmp_path, f"build: {written}").problems] == ["error"]


@pytest.mark.parametrize("key", ["permalink", "url", "path"])
def test_what_is_to_have_no_address_is_held_back(key: str, tmp_path: Path) -> None:
    assert is_held(dated(tmp_path, f"{key}: false"))


@pytest.mark.parametrize(
    "matter",
    ["draft: false\npublished: false", "draft: false\nstatus: draft", "published: true\ndraft: true", "Draft: true"],
)
def test_any_mark_holds_back_whatever_the_others_say(matter: str, tmp_path: Path) -> None:
    assert is_held(dated(tmp_path, matter))


@pytest.mark.parametrize("matter", ["draft: true\ndraft: false", "draft: true\nDraft: false", "draft: no\ndraft: yes"])
def test_a_mark_that_stands_twice_counts_each_time(matter: str, tmp_path: Path) -> None:
    found = dated(tmp_path, matter)
    assert [(problem.code, problem.severity) for problem in found.problems] == [("duplicate-key", "warning")]
    assert found.article
    assert found.article.draft


@pytest.mark.parametrize(
    "matter",
    [
        f"---\ntitle: x\ndate: {LATE}\ndate: {EARLY}\n---\n",
        f"---\ntitle: x\nDate: {LATE}\ndate: {EARLY}\nphoto: {{src: a.jpg}}\n---\n",
        f"Title: x\nDate: {LATE}\nDate: {EARLY}\n\n",
    ],
)
def test_the_latest_of_two_values_of_one_date_counts(matter: str, tmp_path: Path) -> None:
    found = reads.read(tmp_path, f"{matter}Text.\n").article
    assert found
    assert found.published == datetime.fromisoformat(LATE)


@pytest.mark.parametrize("matter", ["extra: {private: true}", "params: {status: draft}", "extra: {password: x}"])
def test_marks_count_below_extra_and_params_too(matter: str, tmp_path: Path) -> None:
    assert is_held(dated(tmp_path, matter))


def test_what_a_layout_is_told_in_such_words_is_kept_for_it(tmp_path: Path) -> None:
    found = reads.article(dated(tmp_path, f"extra: {{status: ongoing, date: {LATE}, visible: sometimes}}"))
    assert (found.draft, found.published) == (False, datetime.fromisoformat(EARLY))
    assert found.extra == {"status": "ongoing", "date": LATE, "visible": "sometimes"}


def test_a_key_that_the_config_calls_the_sites_own_holds_nothing_back(tmp_path: Path) -> None:
    found = reads.article(dated(tmp_path, "status: evergreen", front_matter={"extra": ["status"]}))
    assert (found.draft, found.extra) == (False, {"status": "evergreen"})


def test_a_folders_embargo_holds_though_its_articles_have_dates(tmp_path: Path) -> None:
    defaults = [{"path": "news", "values": {"embargo": LATE}}]
    assert reads.article(dated(tmp_path, "", defaults=defaults)).published == datetime.fromisoformat(LATE)
    own = reads.article(dated(tmp_path, f"embargo: {EARLY}", defaults=defaults))
    assert own.published == datetime.fromisoformat(EARLY)


def test_a_folders_embargo_that_is_not_understood_is_told_in_the_config(site: Site) -> None:
    site.article()
    site.write(
        "config.yaml",
        f"{(site.folder / 'config.yaml').read_text()}defaults:\n- path: x\n  values:\n    embargo: soon\n",
    )
    assert [problem[:17] for problem in site.problems()] == ["config.yaml:6:14:"]


def test_what_is_held_back_is_listed(site: Site) -> None:
    site.article("later", date="2022-01-05", embargo="2027-01-01T08:00")
    site.article("private", date="2022-01-05", visibility="members")
    report = site.built()
    held = {held.text.source: (held.reason, held.when) for held in report.held_back}
    assert held == {
        "later.md": ("scheduled", datetime(2027, 1, 1, 6, tzinfo=UTC)),
        "private.md": ("draft", None),
    }


PLAIN = "---\ntitle: About\ndate: 2020-01-01\n{}\n---\nWe are six.\n"


def test_plain_pages_wait_for_their_date_and_end_like_articles(
    site: Site, tmp_path_factory: pytest.TempPathFactory
) -> None:
    site.article(date="2020-01-01")
    site.write(
        "content/pages/about.md", PLAIN.format("publishDate: 2022-03-09T10:00:00Z\nexpires: 2022-03-10T10:00:00Z")
    )
    site.write("content/pages/rules.md", PLAIN.format("status: private"))
    site.write("content/pages/old.md", PLAIN.format(""))
    seen = []
    for day in (8, 9, 10):
        now = datetime(2022, 3, day, 12, tzinfo=UTC)
        held = site.built(now=now).held_back
        seen.append(sorted((each.text.source.removeprefix("pages/"), each.reason) for each in held))
        assert ("about/index.html" in site.output()) == (day == 9)
        clean = Site(tmp_path_factory.mktemp("clean"))
        copytree(site.folder / "content", clean.folder / "content", dirs_exist_ok=True)
        clean.built(now=now)
        assert clean.output() == site.output()
    rules = ("rules.md", "draft")
    assert seen == [[("about.md", "scheduled"), rules], [rules], [("about.md", "expired"), rules]]
    assert "old/index.html" in site.output()
    assert "rules/index.html" not in site.output()


def test_the_next_change_may_be_a_plain_pages(site: Site) -> None:
    site.article(date="2020-01-01")
    site.write("content/pages/about.md", PLAIN.format("publishDate: 2022-03-09T10:00:00Z"))
    assert site.next_change("12:00") == ("2022-03-09T10:00", "'About' is published")
