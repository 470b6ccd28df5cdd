"""The commands, as they are typed: what they do, print and exit with."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from select import select
from zoneinfo import ZoneInfo

import click
import pytest
import yaml
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from newsgen import __version__
from newsgen.cli.main import main
from newsgen.engine.lock import locked
from newsgen.site import rebuilding
from tests.sites import CONFIG, Site
from tests.test_output import files_no_larger_than

NOW = "2022-03-08T12:00:00Z"
ROOT = Path(__file__).parents[1]
MOOOD = [
    "content/flood.md:4:1: unknown key 'moood' (layouts find it in article.extra)",
    "    4 | moood: calm",
    "      | ^",
]
Newsgen = Callable[..., Result]


def newsgen(*arguments: str, **environment: str) -> Result:
    """One command in a clean environment."""
    clean = dict.fromkeys((name for name in os.environ if name.startswith("NEWSGEN_")), None)
    usual = {"SOURCE_DATE_EPOCH": None, "TZ": "UTC", "GIT_CONFIG_GLOBAL": os.devnull}
    result = CliRunner().invoke(
        main,
        arguments,
        env=clean | usual | environment,
    )
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def build(site: Site) -> Newsgen:
    """`newsgen build` of the site, at NOW, with more arguments."""

    def run(*arguments: str, now: str = NOW, **environment: str) -> Result:
        told = ["--now", now] if now else []
        return newsgen("build", "-s", str(site.folder), "--jobs", "1", *told, *arguments, **environment)

    return run


# --- building


def test_build_says_what_it_did(site: Site, build: Newsgen) -> None:
    site.article()
    first, second = build(), build()
    assert (first.exit_code, first.stderr) == (0, "")
    files = len(site.output())
    assert first.stdout.startswith(
        f"1 article, 18 pages: 18 pages rendered, {files} files written, 0 unchanged, 0 deleted in "
    )
    assert second.stdout.startswith(
        f"1 article, 18 pages: 0 pages rendered, 0 files written, {files} unchanged, 0 deleted in "
    )


@pytest.mark.parametrize("option", ["-d", "-o", "--output", "--destination"])
def test_the_output_folder_may_be_named(option: str, site: Site, build: Newsgen, tmp_path: Path) -> None:
    site.article()
    assert build(option, str(tmp_path / "elsewhere")).exit_code == 0
    assert (tmp_path / "elsewhere/2022/03/flood/index.html").is_file()
    assert site.output() == {}


def canonical(site: Site) -> str:
    return site.page("/").partition('<link rel="canonical" href="')[2].partition('"')[0]


def test_the_base_url_is_the_options_before_the_environments_before_the_files(site: Site, build: Newsgen) -> None:
    build()
    assert canonical(site) == "https://gazette.example/"
    build(NEWSGEN_BASE_URL="https://preview.example/7")
    assert canonical(site) == "https://preview.example/7/"
    for number, option in enumerate(("-b", "--base-url", "--baseURL")):
        build(option, f"https://flag-{number}.example", NEWSGEN_BASE_URL="https://preview.example/7")
        assert canonical(site) == f"https://flag-{number}.example/"


@pytest.mark.parametrize("url", ["gazette.example", "/paper", "javascript:x", "https://", "https://x y/", "http://<x>"])
def test_a_base_url_that_is_no_web_address_is_wrong_usage(url: str, build: Newsgen, site: Site) -> None:
    refused = build("--base-url", url)
    assert refused.exit_code == 2
    assert f"'{url}' is no web address" in refused.stderr
    assert site.output() == {}


@pytest.mark.parametrize(
    ("arguments", "environment", "shown"),
    [
        ([], {}, 1),
        (["-D"], {}, 2),
        (["--drafts"], {}, 2),
        (["--buildDrafts"], {}, 2),
        ([], {"NEWSGEN_DRAFTS": "1"}, 2),
        ([], {"NEWSGEN_DRAFTS": "0"}, 1),
        (["-F"], {}, 2),
        (["--future"], {}, 2),
        (["--buildFuture"], {}, 2),
        ([], {"NEWSGEN_FUTURE": "true"}, 2),
        (["-D", "-F"], {}, 3),
    ],
)
def test_drafts_and_scheduled_articles_may_be_shown(
    arguments: list[str], environment: dict[str, str], shown: int, site: Site, build: Newsgen
) -> None:
    site.article()
    site.article("draft", draft="true")
    site.article("later", date="2031-01-01")
    assert build(*arguments, **environment).stdout.count(f"{shown} article") == 1


def test_now_is_the_options_before_the_environments(site: Site, build: Newsgen) -> None:
    site.article(date="2022-03-07T10:20:00Z")
    assert "1 article," in build(now="2022-03-07T10:20:00Z").stdout
    assert "0 articles," in build(now="2022-03-07T10:19:59Z").stdout
    assert "1 article," in build(now="", SOURCE_DATE_EPOCH="1646648400").stdout
    assert "0 articles," in build(now="", SOURCE_DATE_EPOCH="1646648399").stdout
    assert "0 articles," in build(now="2022-03-07T10:19:59Z", SOURCE_DATE_EPOCH="1646648400").stdout


@pytest.mark.parametrize(
    ("now", "epoch"), [("soon", None), ("2022-13-01", None), ("", "soon"), ("", "9" * 30), ("", "-" + "9" * 18)]
)
def test_an_instant_that_is_none_is_wrong_usage(now: str, epoch: str | None, build: Newsgen) -> None:
    refused = build(now=now, **({"SOURCE_DATE_EPOCH": epoch} if epoch else {}))
    assert refused.exit_code == 2
    assert "SOURCE_DATE_EPOCH" in refused.stderr


def test_what_is_held_back_is_named_with_the_reason_and_the_instant_in_the_sites_zone(
    site: Site, build: Newsgen
) -> None:
    site.article("draft", draft="true")
    site.article("news/later", date="2022-03-08T23:30:00Z")
    site.article("gone", expires="2022-03-08T10:00:00Z")
    lines = build().stdout.splitlines()
    assert lines[:3] == [
        "held back: content/draft.md: a draft (--drafts shows it)",
        "held back: content/gone.md: expired on 2022-03-08 12:00 +0200 (Europe/Athens)",
        "held back: content/news/later.md: scheduled for 2022-03-09 01:30 +0200 (Europe/Athens) (--future shows it)",
    ]


def test_of_many_held_back_the_first_are_named_and_the_rest_counted(site: Site, build: Newsgen) -> None:
    for number in range(13):
        site.article(f"draft-{number:02}", draft="true")
    lines = build().stdout.splitlines()
    assert sum(line.startswith("held back: content/draft-") for line in lines) == 10
    assert "held back: 3 more (--report names all of them)" in lines


def test_the_next_change_by_the_clock_is_said(site: Site, build: Newsgen) -> None:
    site.article("later", title="Later", date="2022-03-09T08:00:00+02:00")
    site.article("flood", breaking="{until: 2022-03-08T18:00:00+02:00}")
    line = "Next change by the clock: 2022-03-08 18:00 +0200 (Europe/Athens): 'Flood in Volos' is no longer breaking."
    assert build().stdout.splitlines()[-1] == line


def test_problems_are_printed_with_their_place_and_remedy_and_stop_the_build(site: Site, build: Newsgen) -> None:
    site.article(date="soon", moood="calm")
    site.article("fine")
    failed = build()
    assert failed.exit_code == 1
    assert failed.stderr.splitlines() == [
        *MOOOD,
        "content/flood.md:3:7: 'date' can't be 'soon': not a date that newsgen knows (write it as 2022-03-08T10:20)",
        "    3 | date: soon",
        "      |       ^",
        "1 error and 1 warning: nothing was put out.",
    ]
    assert site.output() == {}


def test_a_warning_stops_a_strict_build_only(site: Site, build: Newsgen) -> None:
    site.article(moood="calm")
    assert build("--strict").exit_code == 1
    assert site.output() == {}
    done = build()
    assert (done.exit_code, "1 warning, see above." in done.stdout) == (0, True)


@pytest.mark.parametrize("option", ["-q", "--quiet"])
def test_a_quiet_build_prints_problems_and_nothing_else(option: str, site: Site, build: Newsgen) -> None:
    site.article("draft", draft="true")
    site.article()
    assert build(option).output == ""
    site.article(moood="calm")
    assert build(option).output.splitlines() == MOOOD


def test_the_number_of_workers_and_an_empty_cache_change_nothing(site: Site, build: Newsgen) -> None:
    site.article()
    build()
    before = site.output()
    build("--jobs", "3", "--no-cache")
    assert site.output() == before
    assert build("--jobs", "0").exit_code == 2


def test_without_the_cache_every_page_is_made_again_and_no_file_lost(site: Site, build: Newsgen) -> None:
    site.article()
    site.article("gone")
    build()
    site.delete("content/gone.md")
    done = build("--no-cache")
    assert "18 pages: 18 pages rendered, " in done.stdout
    assert ", 2 deleted in " in done.stdout
    assert "2022/03/gone/index.html" not in site.output()


def test_a_memory_that_cannot_be_used_is_told_in_one_line(site: Site, build: Newsgen) -> None:
    site.article()
    build()
    before = site.output()
    (memory,) = (site.folder / ".newsgen").glob("*.sqlite")
    memory.write_bytes(b"nothing of the kind")
    lines = build().stdout.splitlines()
    assert [line for line in lines if "cache" in line] == [
        "The cache of the last build can't be used (file is not a database): everything was built anew."
    ]
    assert site.output() == before
    memory.write_bytes(b"nothing of the kind")
    assert build("--quiet").output == ""


def test_a_fragment_that_had_much_of_the_site_written_again_is_named_with_the_setting(
    site: Site, build: Newsgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "WIDE", 3)
    site.write("config.yaml", CONFIG + "fragments: {latest: {delivery: inline}}\n")
    for number in range(6):
        site.article(f"story-{number}", date=f"2022-03-0{number + 1}")
    build()
    assert "written again" not in build().stdout
    site.article("news", date="2022-03-08")
    assert "pages were written again for the fragment 'latest'; `fragments: {latest: fetch}` would" in build().stdout


def test_a_build_waits_for_another_of_the_same_site_and_says_for_whom(site: Site) -> None:
    site.article()
    command = [sys.executable, "-m", "newsgen", "build", "-s", str(site.folder), "--now", NOW, "--jobs", "1"]
    with locked(site.folder / ".newsgen" / "lock", lambda holder: None):
        loud, quiet = (
            subprocess.Popen([*command, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for options in ((), ("--quiet",))
        )
        assert loud.stderr
        first = loud.stderr.readline() if select([loud.stderr], [], [], 30)[0] else ""
        with pytest.raises(subprocess.TimeoutExpired):
            quiet.communicate(timeout=1)
        assert not (site.folder / "output").exists()
    assert (first, loud.communicate(timeout=60)[1]) == (f"waiting for the build of process {os.getpid()}\n", "")
    assert (quiet.communicate(timeout=60), quiet.returncode, loud.returncode) == (("", ""), 0, 0)


def test_a_build_with_nothing_to_do_imports_nothing_that_it_does_not_need(site: Site) -> None:
    site.article()
    run = "import sys; from newsgen.cli.main import main; main(standalone_mode=False); print(*sys.modules, sep=chr(10))"
    command = [sys.executable, "-c", run, "build", "-s", str(site.folder), "--now", NOW]
    first, second = (
        subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.split() for _ in range(2)
    )
    of_pages = {"newsgen.pages.feeds", "newsgen.pages.article_page"}
    of_texts = {"markdown", "pyromark", "nh3", "frontmatter", "asyncio", "newsgen.reading.read_article"}
    assert of_pages <= set(first)
    assert of_texts & set(first) == set()  # few texts are read in a process of their own
    assert (of_pages | of_texts | {"PIL", "rich", "slugify", "importlib.metadata"}) & set(second) == set()


def test_the_report_holds_what_was_done(site: Site, build: Newsgen) -> None:
    site.article("gone", title="Storm", moood="calm")
    build()
    site.delete("content/gone.md")
    site.article("flood", moood="calm")
    site.article("draft", draft="true")
    file = site.folder / "report.json"
    build("--report", str(file), "-q")
    report = json.loads(file.read_bytes())
    assert report["built"] is True
    assert (report["articles"], report["pages"]) == (1, 18)
    assert 0 < report["rendered"] == len(report["made"]) < 17
    assert "2022/03/flood/index.html" in report["written"]
    page, card = report["deleted"]
    assert (page, card[:11]) == ("2022/03/gone/index.html", "cards/gone-")
    assert report["unchanged"] == len(site.output()) - len(report["written"])
    assert 0 < report["seconds"] < 60
    assert report["next_change"] == {
        "when": "2022-03-09T08:20:00+00:00",
        "why": "'Flood in Volos' leaves the news sitemap",
    }
    assert report["held_back"] == [{"source": "draft.md", "reason": "draft", "when": None}]
    assert [(problem["code"], problem["file"]) for problem in report["problems"]] == [
        ("unknown-key", "content/flood.md"),
        ("lost-url", "content/gone.md"),
    ]
    assert report["problems"][:1] == [
        {
            "code": "unknown-key",
            "severity": "warning",
            "file": "content/flood.md",
            "line": 4,
            "column": 1,
            "what": "unknown key 'moood'",
            "mend": "layouts find it in article.extra",
        }
    ]


def test_the_report_says_of_each_page_that_was_made_why_and_what_each_layout_cost(site: Site, build: Newsgen) -> None:
    file = site.folder / "report.json"
    site.article(summary="Rain.", tags="[Rain]")
    build("--report", str(file))
    first = json.loads(file.read_bytes())
    assert len(first["made"]) == first["rendered"] == first["pages"]
    assert {page["reason"] for page in first["made"]} == {"it is new"}
    assert all(0 < page["seconds"] < 60 for page in first["made"])
    site.edit("content/flood.md", "Water rose.", "Water fell.")
    build("--report", str(file))
    second = json.loads(file.read_bytes())
    (flood,) = [page for page in second["made"] if page["url"] == "/2022/03/flood/"]
    assert flood["reason"] == "the text of '2022-03-07-flood' changed"
    costs = {row["layout"]: row for row in second["layouts"]}
    assert costs["article.html"]["calls"] == 1
    assert 0 < costs["article.html"]["seconds"] < 60
    seconds = [row["seconds"] for row in first["layouts"]]
    assert seconds == sorted(seconds, reverse=True)


def test_a_refused_build_has_a_report_too(site: Site, build: Newsgen) -> None:
    site.article(date="soon")
    file = site.folder / "report.json"
    assert build("--report", str(file)).exit_code == 1
    report = json.loads(file.read_bytes())
    assert (report["built"], report["written"], len(report["problems"])) == (False, [], 1)


def test_a_full_disk_ends_with_75_and_leaves_a_page_whole(site: Site, build: Newsgen) -> None:
    site.article(body="Water rose.")
    build()
    before = site.output()
    site.article(body="Water fell. " * 10_000)
    with files_no_larger_than(60_000):
        failed = build()
    assert failed.exit_code == 75
    assert "(try again when that is mended)" in failed.stderr
    assert {path: content for path, content in site.output().items() if "flood" in path} == {
        path: content for path, content in before.items() if "flood" in path
    }


def test_what_may_not_be_read_ends_with_77(site: Site, build: Newsgen) -> None:
    build()
    with without_rights_to(site.folder):
        refused = build()
    assert refused.exit_code == 77
    assert "not allowed" in refused.stderr
    assert build().exit_code == 0


@contextmanager
def without_rights_to(folder: Path) -> Iterator[None]:
    """For root too, who then is nobody for a while."""
    before, user = folder.stat().st_mode, os.geteuid()
    folder.chmod(0)
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)
        folder.chmod(before)


def test_the_site_is_found_from_any_folder_in_it(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.article("news/flood")
    monkeypatch.chdir(site.folder / "content/news")
    assert newsgen("build", "--now", NOW, "--jobs", "1").exit_code == 0
    assert "2022/03/flood/index.html" in site.output()


def test_without_a_site_a_command_says_how_to_make_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lost = newsgen("build")
    assert lost.exit_code == 2
    assert "newsgen init" in lost.stderr
    assert newsgen("build", "-s", str(tmp_path)).exit_code == 2


def test_a_config_with_a_mistake_names_it(site: Site, build: Newsgen) -> None:
    site.write("config.yaml", CONFIG + "listing: {per_page: none}\n")
    failed = build()
    assert failed.exit_code == 1
    assert failed.stderr.startswith("config.yaml:3:21: 'listing.per_page': ")


def test_without_a_terminal_there_is_no_progress_and_no_colour(site: Site) -> None:
    site.article(moood="calm")
    command = [sys.executable, "-m", "newsgen", "build", "-s", str(site.folder), "--now", NOW]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0
    assert done.stderr.splitlines() == MOOOD
    assert "\x1b" not in done.stdout


def test_clean_removes_what_was_built_and_nothing_else(site: Site, build: Newsgen) -> None:
    site.article()
    build()
    site.write("output/2022/mine.txt", "mine")
    files = len(site.output()) - 1
    newsgen("check", "-s", str(site.folder))
    assert (site.folder / ".newsgen/check").is_dir()
    cleaned = newsgen("clean", "-s", str(site.folder))
    assert (cleaned.exit_code, cleaned.output) == (0, f"{files} files removed.\n")
    assert site.output() == {"2022/mine.txt": b"mine"}
    assert not (site.folder / ".newsgen/check").exists()
    assert newsgen("clean", "-s", str(site.folder)).output == "0 files removed.\n"


def test_clean_knows_an_output_folder_elsewhere(site: Site, build: Newsgen, tmp_path: Path) -> None:
    site.article()
    build("-o", str(tmp_path / "elsewhere"))
    newsgen("clean", "-s", str(site.folder), "-d", str(tmp_path / "elsewhere"))
    assert not (tmp_path / "elsewhere").exists()


# --- what comes next


def next_change(site: Site, *options: str) -> Result:
    return newsgen("next-change", "-s", str(site.folder), "--now", NOW, *options)


@pytest.mark.parametrize(
    ("matter", "when", "why"),
    [
        ({"date": "2022-03-08T18:00:00Z"}, "2022-03-08T18:00:00+00:00", "is published"),
        ({"breaking": "{until: 2022-03-08T14:00:00Z}"}, "2022-03-08T14:00:00+00:00", "is no longer breaking"),
        ({"date": "2022-03-07T10:20:00Z"}, "2022-03-09T10:20:00+00:00", "leaves the news sitemap"),
        ({"date": "2022-01-01", "expires": "2022-03-08T15:00:00Z"}, "2022-03-08T15:00:00+00:00", "expires"),
    ],
)
def test_next_change_says_when_and_why(matter: dict[str, str], when: str, why: str, site: Site) -> None:
    site.article(**matter)
    assert json.loads(next_change(site, "--json").output) == {
        "next_change": {"when": when, "why": f"'Flood in Volos' {why}"}
    }
    shown = datetime.fromisoformat(when).astimezone(ZoneInfo("Europe/Athens"))
    assert next_change(site).output == f"{shown:%Y-%m-%d %H:%M} +0200 (Europe/Athens): 'Flood in Volos' {why}.\n"


def test_where_nothing_changes_by_the_clock_next_change_says_so(site: Site) -> None:
    site.article(date="2022-01-01")
    assert next_change(site).output == "Nothing changes by the clock.\n"
    assert json.loads(next_change(site, "--json").output) == {"next_change": None}


def test_next_change_knows_what_was_written_since_the_last_build_and_remembers_nothing(
    site: Site, build: Newsgen
) -> None:
    site.article(date="2022-01-01")
    build()
    site.article("later", title="Later", date="2022-03-08T18:00:00Z")
    before = {file: (file.stat().st_mtime_ns, file.stat().st_size) for file in site.folder.rglob("*")}
    with locked(site.folder / ".newsgen" / "lock", lambda holder: None):
        changed = {file: (file.stat().st_mtime_ns, file.stat().st_size) for file in site.folder.rglob("*")}
        assert "'Later' is published" in next_change(site).output
        assert {file: (file.stat().st_mtime_ns, file.stat().st_size) for file in site.folder.rglob("*")} == changed
    assert before.keys() == changed.keys()
    site.edit("content/later.md", "18:00", "16:00")
    assert "18:00 +0200 (Europe/Athens): 'Later' is published" in next_change(site).output


def test_next_change_needs_no_build(site: Site) -> None:
    site.article(date="2022-03-08T18:00:00Z")
    assert "is published" in next_change(site).output
    assert not (site.folder / ".newsgen").exists()


def test_next_change_names_a_mistake_in_the_config(site: Site) -> None:
    site.write("config.yaml", CONFIG + "listing: {per_page: none}\n")
    failed = next_change(site)
    assert failed.exit_code == 1
    assert failed.stderr.startswith("config.yaml:3:21: 'listing.per_page': ")


# --- schemas


class WithoutDates(yaml.SafeLoader):
    """YAML as JSON knows it, in which a date is text."""


WithoutDates.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@cache
def validator(kind: str) -> Draft202012Validator:
    schema = json.loads(newsgen("schema", kind).output)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def wrong(kind: str, text: str) -> list[str]:
    """What is wrong with a YAML text by the schema of its kind."""
    errors = validator(kind).iter_errors(yaml.load(text, WithoutDates))
    return [f"{error.json_path}: {error.message}" for error in errors]


@pytest.mark.parametrize(("kind", "file"), [("config", "config.yaml"), ("authors", "content/authors.yaml")])
def test_the_sample_newspaper_is_right_by_the_schemas(kind: str, file: str) -> None:
    assert wrong(kind, (ROOT / file).read_text(encoding="utf-8")) == []


def test_every_sample_article_is_right_by_the_schema() -> None:
    heads = [file.read_text(encoding="utf-8").split("---\n")[1] for file in sorted((ROOT / "content").rglob("20*.md"))]
    assert len(heads) > 30
    assert [message for head in heads for message in wrong("article", head)] == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("config", "site: {title: x}"),
        ("config", "site: {title: x, url: 'https://x.example'}\nlistin: {per_page: 3}"),
        ("config", "site: {title: x, url: 'https://x.example'}\nbreaking: {ttl: soon}"),
        ("article", "date: 2022-03-07"),
        ("article", "title: x\nbreaking: maybe"),
        ("article", "title: x\ntype: gossip"),
        ("article", "title: x\nphoto: {alt: y}"),
        ("authors", "maria: {nam: Maria}"),
    ],
)
def test_a_schema_finds_mistakes(kind: str, text: str) -> None:
    assert wrong(kind, text) != []


@pytest.mark.parametrize(
    "text",
    [
        "related: {newer: false}",
        "related: {newer: 7d}",
        "fragments: {delivery: inline}",
        "fragments: {latest: {delivery: fetch}}",
        "menu: [News, {title: About, url: /about/}]",
        "theme: {anything: [1, two]}",
    ],
)
def test_what_the_config_may_say_is_right_by_the_schema(text: str) -> None:
    assert wrong("config", "site: {title: x, url: 'https://x.example'}\n" + text) == []


@pytest.mark.parametrize(
    "text",
    [
        "author: Maria P",
        "author: [Maria P]",
        "categories: [News, Rain]",
        "tags: Rain, Volos",
        "photo: wang.jpg",
        "image: {src: wang.jpg, credit: x}",
        "breaking: {until: 2022-03-07T18:00}",
        "published: false",
        "status: draft",
        "comments: closed",
        "mood: calm",
        "image_caption: x",
    ],
)
def test_what_an_article_may_say_is_right_by_the_schema(text: str) -> None:
    assert wrong("article", "title: x\ndate: 2022-03-07\n" + text) == []


# --- the rest


def test_the_version_is_the_packages() -> None:
    assert newsgen("--version").output == f"newsgen {__version__}\n"


def test_help_names_every_command_and_every_option_says_what_it_does() -> None:
    helped = newsgen("--help")
    assert helped.exit_code == 0
    for name, command in main.commands.items():
        assert f"  {name} " in helped.output
        assert newsgen(name, "-h").exit_code == 0
        assert all(option.help for option in command.params if isinstance(option, click.Option)), name


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script_for_the_shell(shell: str) -> None:
    script = newsgen("completion", shell)
    assert script.exit_code == 0
    assert "_NEWSGEN_COMPLETE" in script.output


@pytest.mark.parametrize(
    "arguments", [["biuld"], ["build", "--sourc", "x"], ["schema", "cofig"], ["completion", "tcsh"]]
)
def test_wrong_usage_ends_with_two_and_says_what_is_right(arguments: list[str]) -> None:
    refused = newsgen(*arguments)
    assert refused.exit_code == 2
    assert "Usage:" in refused.stderr


def test_a_system_that_is_not_posix_is_told_so_at_once() -> None:
    """As Windows, which has none of these."""
    script = "import os, signal, sys; del os.fork, signal.SIGHUP; from newsgen.__main__ import run; run()"
    done = subprocess.run([sys.executable, "-c", script, "build"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (
        1,
        "newsgen needs Linux, macOS or another POSIX system; on Windows it runs in WSL (https://aka.ms/wsl).\n",
    )
