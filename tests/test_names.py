"""Names with one slug: which of them are one, and what becomes of those that are not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.check.checking import check
from newsgen.model.names import name_key
from newsgen.model.slugs import slug
from newsgen.serve.preview import Preview
from newsgen.site import Options
from newsgen.site.options import configured
from tests.sites import NOW, Site

pytestmark = pytest.mark.usefixtures("quick_builds")

CONFIG = 'site: {title: G, url: "https://g.example"}\nfeeds: {tags: true, authors: true}\n'
MARKDOWN = CONFIG + "markdown: {engine: commonmark}\n"


def article(date: str, **matter: str) -> str:
    """Named by its day."""
    head = "".join(f"{key}: {value}\n" for key, value in matter.items())
    return f"\n-- content/{date}-story-{date[-2:]}.md --\n---\ntitle: Story of {date}\n{head}---\nWater rose.\n"


def pages(site: Site, kind: str) -> set[str]:
    return {folder.name for folder in (site.folder / "output" / kind).iterdir() if folder.is_dir()}


def url(site: Site, kind: str, name: str) -> str:
    """Of the page that says so in its heading."""
    found = [
        file.parent.name
        for file in (site.folder / "output" / kind).glob("*/index.html")
        if f"{name}</h1>" in text(file)
    ]
    assert len(found) == 1, (name, found)
    return found[0]


def text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def graph(site: Site, path: str) -> list[dict[str, object]]:
    page = site.page(path)
    found = json.loads(page.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    return list(found["@graph"])


@pytest.mark.parametrize(
    "names",
    [
        ("News", "NEWS", "news", " News "),
        ("World News", "world-news", "World_News", "world  news", "WORLD-NEWS"),
        ("Κρήτη", "κρήτη", normalize("NFD", "Κρήτη")),
        ("Straße", "STRASSE"),
        ("Odysseus ΟΔΟΣ", "odysseus οδος"),
        ("Q&A", "q & a"),
        ("C++", "c ++", "C＋＋"),
        ("O'Brien", "O’Brien", "o‘brien"),
        ("Anglo-Saxon", "Anglo–Saxon", "anglo saxon"),
        ("李明", "李 明"),
        ("İstanbul", "istanbul"),
        ("CO₂", "co2"),
        ("हिन्दी-जगत", "हिन्दी जगत"),
        ("Rain", "Ra\u00adin", "Rain\u200b"),
    ],
)
def test_spellings_that_differ_in_case_and_spacing_alone_are_one_name(names: tuple[str, ...]) -> None:
    assert len({name_key(name) for name in names}) == 1


@pytest.mark.parametrize(
    "names",
    [
        ("李明", "黎明"),
        ("Κριτική", "Κρητική"),
        ("C", "C++", "C#", "C-", "C*"),
        ("Peña", "Pena"),
        (".NET", "NET"),
        ("Νόμος", "Νομός"),
        ("AC/DC", "AC DC", "AC&DC"),
        ("Müller", "Muller"),
        ("Анна", "Anna"),
        ("🎉 Party", "Party"),
    ],
)
def test_names_that_differ_in_more_are_apart(names: tuple[str, ...]) -> None:
    assert len({slug(name) for name in names}) == 1
    assert len({name_key(name) for name in names}) == len(names)


@given(st.text(min_size=1, max_size=30))
def test_a_name_is_itself_however_it_is_composed(name: str) -> None:
    assert name_key(normalize("NFC", name)) == name_key(normalize("NFD", name))
    assert name_key(f"  a{name} ") == name_key(f"a{name}")


PAIRS = [
    ("author", "李明", "黎明"),
    ("author", "Peña", "Pena"),
    ("section", "Κριτική", "Κρητική"),
    ("section", "R&D", "R/D"),
    ("tags", "C", "C++"),
    ("tags", "C", "C#"),
    ("tags", "Peña", "Pena"),
    ("tags", "NET", ".NET"),
    ("tags", "NET", "Net!"),
    ("tags", "MeToo", "#MeToo"),
]


def quoted(key: str, name: str) -> str:
    return f'["{name}"]' if key == "tags" else f'"{name}"'


@pytest.mark.parametrize("config", [CONFIG, MARKDOWN])
@pytest.mark.parametrize(("key", "older", "newer"), PAIRS)
def test_each_has_pages_and_feeds_of_its_own(in_memory: Path, key: str, older: str, newer: str, config: str) -> None:
    files = article("2022-01-05", **{key: quoted(key, older)}) + article("2022-01-06", **{key: quoted(key, newer)})
    site, kind = Site(in_memory, files, config), key.rstrip("s")
    report = site.built()
    plain, other = slug(older), url(site, kind, newer.replace("&", "&amp;"))
    assert pages(site, kind) == {plain, other}
    assert other.startswith(plain[:1]) or newer.startswith((".", "#"))
    for name, story, stranger in ((plain, "05", "06"), (other, "06", "05")):
        for file in ("", "feed.xml", "atom.xml", "feed.json"):
            page = site.page(f"{kind}/{name}/{file}")
            assert f"2022-01-{story}" in page
            assert f"Story of 2022-01-{stranger}" not in page.partition("</main>")[0]
    article_page = site.page("2022/01/story-06/")
    assert f"/{kind}/{other}/" in article_page
    (problem,) = (each for each in report.problems if each.code != "odd-value")
    assert (problem.code, problem.severity, problem.place.line) == ("name-clash", "warning", 3)
    assert older in problem.what
    assert newer in problem.what
    assert "slug: " in problem.fix


@pytest.mark.parametrize(
    ("name", "expected"),
    [("C++", "c-plus-plus"), ("C#", "c-sharp"), (".C", "dot-c"), ("#C", "hash-c"), ("C%", "c-percent"), ("@C", "at-c")],
)
def test_the_usual_signs_have_words(in_memory: Path, name: str, expected: str) -> None:
    site = Site(in_memory, article("2022-01-05", tags="[C]") + article("2022-01-06", tags=f'["{name}"]'), CONFIG)
    site.built()
    assert pages(site, "tag") == {"c", expected}


def test_a_name_that_no_other_meets_keeps_its_slug(in_memory: Path) -> None:
    site = Site(in_memory, article("2022-01-05", tags='["Q&A", "C++", ".NET", "Peña"]'), CONFIG)
    assert site.built().problems == ()
    assert pages(site, "tag") == {"q-a", "c", "net", "pena"}


def test_a_slug_with_words_gives_way_to_a_name_of_these_words(in_memory: Path) -> None:
    site = Site(in_memory, article("2022-01-05", tags='[C, "C++", C plus plus]'), CONFIG)
    site.built()
    assert pages(site, "tag") == {"c", "c-plus-plus", url(site, "tag", "C++")}
    assert len(pages(site, "tag")) == 3


def test_tags_of_one_article_stay_apart(in_memory: Path) -> None:
    site = Site(in_memory, article("2022-01-05", tags='["C++", C, "c#", "C#"]'), CONFIG)
    site.built()
    assert pages(site, "tag") == {"c", "c-plus-plus", "c-sharp"}
    (story,) = [node for node in graph(site, "2022/01/story-05/") if node["@type"] == "NewsArticle"]
    assert story["keywords"] == ["C++", "C", "c#"]


def test_who_wrote_is_told_rightly_everywhere(in_memory: Path) -> None:
    files = article("2022-01-05", author="李明") + article("2022-02-06", author="黎明")
    site = Site(in_memory, files, CONFIG)
    site.built()
    other = url(site, "author", "黎明")
    (story,) = [node for node in graph(site, "2022/02/story-06/") if node["@type"] == "NewsArticle"]
    assert story["author"] == [
        {
            "@type": "Person",
            "@id": f"https://g.example/author/{other}/#person",
            "name": "黎明",
            "url": f"https://g.example/author/{other}/",
        }
    ]
    assert f'href="/author/{other}/"' in site.page("2022/02/story-06/")
    items = json.loads(site.page("feed.json"))["items"]
    assert [item["authors"][0]["name"] for item in items] == ["黎明", "李明"]
    assert f"https://g.example/author/{other}/" in site.page("sitemaps/pages.xml")


def test_names_in_capitals_are_one(in_memory: Path) -> None:
    files = article("2022-01-05", section="Κρήτη", author="Maria P", tags="[Rain]")
    files += article("2022-01-06", section="ΚΡΗΤΗ", author="MARIA P", tags="[RAIN]")
    site = Site(in_memory, files, CONFIG)
    assert site.built().problems == ()
    assert [pages(site, kind) for kind in ("section", "author", "tag")] == [{"kriti"}, {"maria-p"}, {"rain"}]
    assert "ΚΡΗΤΗ" not in site.page("section/kriti/")
    assert "MARIA" not in site.page("author/maria-p/")


def test_an_author_told_twice_in_two_spellings_is_named_once(in_memory: Path) -> None:
    site = Site(in_memory, article("2022-01-05", authors="[Ann, ANN]"), CONFIG)
    site.built()
    assert site.page("2022/01/story-05/").count('href="/author/ann/"') == 1


@pytest.mark.parametrize("delivery", ["inline", "frozen"])
def test_a_spelling_of_the_oldest_story_is_on_all_of_them_at_once(in_memory: Path, delivery: str) -> None:
    sections = {"05": "World", "06": "Town", "07": "Town"}
    files = "".join(article(f"2022-01-{day}", authors="[Bob]", section=name) for day, name in sections.items())
    site = Site(in_memory, files, f"{CONFIG}fragments: {{delivery: {delivery}}}\n")
    site.built()
    (oldest,) = site.folder.glob("content/**/*05*")
    site.edit(str(oldest.relative_to(site.folder)), "[Bob]", "[BOB]")
    site.built()
    incremental = site.output()
    site.built(forget=True)
    assert incremental == site.output()
    assert site.page("section/town/feed.xml").count("<dc:creator>BOB</dc:creator>") == 2


def test_urls_with_the_section_follow(in_memory: Path) -> None:
    files = article("2022-01-05", section="Κριτική") + article("2022-01-06", section="Κρητική")
    site = Site(in_memory, files, CONFIG + 'permalink: "/{section}/{slug}/"\n')
    report = site.built()
    other = url(site, "section", "Κρητική")
    assert site.page("kritiki/story-05/")
    assert f"https://g.example/{other}/story-06/" in site.page(f"{other}/story-06/")
    assert [problem.code for problem in report.problems] == ["name-clash"]


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("tags", 'tags: {"C++": {slug: cpp}}\n'),
        ("section", 'sections: {"C++": {slug: cpp, title: C and more}}\n'),
    ],
)
def test_the_config_gives_a_slug(in_memory: Path, key: str, told: str) -> None:
    files = article("2022-01-05", **{key: quoted(key, "C++")}) + article("2022-01-06", **{key: quoted(key, "C")})
    site = Site(in_memory, files, CONFIG + told)
    assert site.built().problems == ()
    assert pages(site, key.rstrip("s")) == {"c", "cpp"}
    assert f"/{key.rstrip('s')}/cpp/" in site.page("2022/01/story-05/")


def test_a_section_that_has_a_slug_is_in_the_menu_by_its_name(in_memory: Path) -> None:
    files = article("2022-01-05", section="Κριτική") + article("2022-01-06", section="Κρητική")
    told = 'sections: {"Κρητική": {slug: crete}}\nmenu: [Κρητική, Κριτική]\n'
    site = Site(in_memory, files, CONFIG + told)
    assert site.built().problems == ()
    front = site.page("/")
    assert front.index('href="/section/crete/"') < front.index('href="/section/kritiki/"')


def test_the_menu_knows_namesakes_apart(in_memory: Path) -> None:
    files = article("2022-01-05", section="Κριτική") + article("2022-01-06", section="Κρητική")
    site = Site(in_memory, files, CONFIG + "menu: [Κρητική]\nsections: {Κρητική: {title: Crete}}\n")
    site.built()
    other = url(site, "section", "Crete")
    assert other.startswith("kritiki-")
    assert f'href="/section/{other}/"' in site.page("/")
    assert "Κριτική</h1>" in site.page("section/kritiki/")


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (
            'tags:\n  "C++": {slug: C P}\n',
            "config.yaml:4:17: 'tags.C++': the slug 'C P' is none (write 'c-p')",
        ),
        (
            "sections:\n  News:\n    slug: a/b\n",
            "config.yaml:5:11: 'sections.News': the slug 'a/b' is none (write 'a-b')",
        ),
        (
            "tags:\n  Rain: {slug: r}\n  Snow: {slug: r}\n",
            "config.yaml:5:16: 'tags.Snow': the slug 'r' is that of the tag 'Rain', too (give one of them another)",
        ),
        (
            "tags:\n  Volos: {slug: v}\n  Rian: {slug: r}\n",
            "config.yaml:5:3: 'tags': no article has the tag 'Rian' (did you mean 'Rain'?)",
        ),
        (
            "tags:\n  Rain: {slug: volos}\n",
            "content/2022-01-05-story-05.md:3:14: the tags 'Volos' and 'Rain' would have one slug: 'Volos' has 'volos-",
        ),
        (
            "tags:\n  Rain: {slgu: x}\n",
            "config.yaml:4:3: 'tags' has no key 'slgu' (did you mean 'slug'?)",
        ),
    ],
)
def test_what_is_wrong_with_slugs_of_the_config_is_told_at_its_line(in_memory: Path, told: str, expected: str) -> None:
    site = Site(in_memory, article("2022-01-05", tags="[Rain, Volos]", section="News"), CONFIG + told)
    (found,) = site.problems()
    assert found.startswith(expected)


def test_a_name_that_only_held_back_articles_have_is_not_called_unknown(in_memory: Path) -> None:
    files = article("2022-01-05") + article("2022-01-06", tags="[Rain]", draft="true")
    site = Site(in_memory, files, CONFIG + "tags: {Rain: {slug: wet}}\n")
    assert site.built().problems == ()


AUTHORS = "\n-- content/authors.yaml --\n"


def test_listed_authors_of_one_slug_stay_apart(in_memory: Path) -> None:
    files = article("2022-01-05", author="李明") + article("2022-02-06", author="黎明")
    listed = AUTHORS + "li-ming: {name: 李明, role: Editor}\nli-ming-2: {name: 黎明, role: Reporter}\n"
    site = Site(in_memory, files + listed, CONFIG)
    assert site.built().problems == ()
    assert pages(site, "author") == {"li-ming", "li-ming-2"}
    assert "Reporter" in site.page("author/li-ming-2/")
    assert 'href="/author/li-ming-2/"' in site.page("2022/02/story-06/")
    assert 'href="/author/li-ming/"' not in site.page("2022/02/story-06/")


def test_who_is_listed_is_not_taken_for_who_is_not(in_memory: Path) -> None:
    files = article("2022-01-05", author="黎明") + article("2022-02-06", author="李明")
    site = Site(in_memory, files + AUTHORS + "li-ming: {name: 李明, role: Editor}\n", CONFIG)
    (problem,) = site.built().problems
    assert str(problem) == (
        "content/2022-01-05-story-05.md:3:9: the author '黎明' is not in content/authors.yaml (did you mean '李明'?)"
    )
    assert "Editor" in site.page("author/li-ming/")
    assert "Editor" not in site.page("2022/01/story-05/")
    assert url(site, "author", "黎明").startswith("li-ming-")


def test_listed_by_their_names_alone_the_older_has_the_slug(in_memory: Path) -> None:
    files = article("2022-01-05", author="黎明") + article("2022-02-06", author="李明")
    site = Site(in_memory, files + AUTHORS + "李明: {role: Editor}\n黎明: {role: Reporter}\n", CONFIG)
    (problem,) = site.built().problems
    assert problem.place.path == "content/2022-02-06-story-06.md"
    assert "content/authors.yaml" in problem.fix
    assert "Reporter" in site.page("author/li-ming/")
    assert "Editor" in site.page(f"author/{url(site, 'author', '李明')}/")


def test_a_listed_author_has_the_slug_that_is_given(in_memory: Path) -> None:
    files = (
        article("2022-01-05", author="李明") + article("2022-02-06", author="黎明") + article("2022-03-06", author="lm")
    )
    site = Site(in_memory, files + AUTHORS + "李明: {role: Editor}\n黎明: {slug: lm}\n", CONFIG)
    assert site.built().problems == ()
    assert pages(site, "author") == {"li-ming", "lm"}


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ("ann: {slug: A N}\n", "content/authors.yaml:1:13: 'ann': the slug 'A N' is none (write 'a-n')"),
        (
            "ann: {slug: x}\nbob: {slug: x}\n",
            "content/authors.yaml:2:13: 'bob': the slug 'x' is that of 'ann', too (give one of them another)",
        ),
        (
            "ann: {slug: bob}\nbob: {role: Editor}\n",
            "content/authors.yaml:1:13: 'ann': the slug 'bob' is that of 'bob', too (give one of them another)",
        ),
        (
            "john-1: {name: John}\njohn-2: {name: John}\n",
            "content/authors.yaml:2:1: 'john-2': who writes as 'John' is taken for 'john-1'"
            " (let articles name 'john-2')",
        ),
    ],
)
def test_what_is_wrong_with_slugs_of_authors_is_told_at_its_line(in_memory: Path, listed: str, expected: str) -> None:
    site = Site(in_memory, article("2022-01-05") + AUTHORS + listed, CONFIG)
    assert site.problems() == [expected]


def test_an_author_listed_by_slug_alone_is_known_by_name(in_memory: Path) -> None:
    site = Site(in_memory, article("2022-01-05", author="José") + AUTHORS + "jose: {role: Editor}\n", CONFIG)
    assert site.built().problems == ()
    assert "Editor" in site.page("author/jose/")


@pytest.mark.parametrize("hidden", [{"draft": "true"}, {"date": "2022-04-01"}, {"expires": "2021-01-01"}])
def test_what_was_never_public_moves_no_page(in_memory: Path, hidden: dict[str, str]) -> None:
    files = article("2022-01-05", author="李明", tags='["C++"]')
    site = Site(in_memory, files, CONFIG)
    site.built()
    before = site.output()
    site.article("secret", author="黎明", tags='["C"]', **{"date": "2021-01-01"} | hidden)
    site.built()
    assert site.output() == before


def test_who_expires_keeps_its_slug_free(in_memory: Path) -> None:
    files = article("2022-01-05", author="李明", expires="2022-03-08T15:00Z") + article("2022-02-06", author="黎明")
    site = Site(in_memory, files, CONFIG)
    site.built()
    other = url(site, "author", "黎明")
    site.built(now=datetime(2022, 3, 9, tzinfo=UTC))
    assert pages(site, "author") == {other}


def test_an_older_article_that_comes_later_takes_the_slug(in_memory: Path) -> None:
    """As in a clean build."""
    site = Site(in_memory, article("2022-02-06", author="黎明", tags='["C++"]', section="Κρητική"), CONFIG)
    for number in range(6):
        site.article(f"other-{number}", date=f"2022-01-{number + 10}", author="Ann", tags="[Rain]")
    site.built()
    site.article("older", date="2022-01-01", author="李明", tags="[C]", section="Κριτική")
    site.built()
    assert url(site, "author", "李明") == "li-ming"
    assert url(site, "section", "Κριτική") == "kritiki"
    assert pages(site, "tag") == {"c", "c-plus-plus", "rain"}
    grown = site.output()
    (in_memory / "clean").mkdir()
    clean = Site(in_memory / "clean", "", CONFIG)
    for file in (site.folder / "content").iterdir():
        clean.write(f"content/{file.name}", file.read_bytes())
    clean.built()
    assert grown == clean.output()
    site.delete("content/older.md")
    site.built()
    assert url(site, "author", "黎明") == "li-ming"


@pytest.fixture
def previewed(in_memory: Path) -> Iterator[tuple[Site, Preview]]:
    site = Site(in_memory, article("2022-01-05", author="李明", tags="[C]"), CONFIG)
    for number in range(6):
        site.article(f"other-{number}", date=f"2022-01-{number + 10}", author="Ann", tags="[Rain]")
    options = Options(source=site.folder, now=NOW)
    config, problems = configured(options)
    assert config
    preview = Preview(options, config, problems, lambda: NOW)
    preview.rest()
    yield site, preview
    preview.close()


def test_the_preview_tells_them_apart(previewed: tuple[Site, Preview]) -> None:
    site, preview = previewed
    site.article("newer", title="Newer", date="2022-02-06", author="黎明", tags='["C++"]')
    change = preview.notice({site.folder / "content/newer.md"})
    assert change
    assert [(saved.title, saved.url) for saved in change.saved] == [("Newer", "/2022/02/newer/")]
    assert [problem.code for problem in preview.live_site.problems.all()] == ["name-clash", "name-clash"]
    site.built()
    for path in (
        f"/author/{url(site, 'author', '黎明')}/",
        "/author/li-ming/",
        "/tag/c-plus-plus/",
        "/tag/c/",
        "/2022/02/newer/",
    ):
        assert preview.shown(path).content.decode() == site.page(path)


def test_a_check_says_it_once(in_memory: Path) -> None:
    """Though the names are a letter apart."""
    files = article("2022-02-06", tags="[Κρητική]")
    site = Site(in_memory, files, CONFIG)
    for number in range(6):
        site.article(f"other-{number}", date=f"2022-01-{number + 10}", tags="[Κριτική]", title=f"Story {number}")
    found = check(Options(source=site.folder, now=NOW)).problems
    told = [problem for problem in found if problem.code in ("tag-variant", "name-clash")]
    assert [problem.code for problem in told] == ["name-clash"]


def test_a_check_tells_of_spellings_of_one_tag(in_memory: Path) -> None:
    site = Site(in_memory, article("2022-02-06", tags='["Q&A"]') + article("2022-02-07", tags='["q & a"]'), CONFIG)
    found = check(Options(source=site.folder, now=NOW)).problems
    told = [problem for problem in found if problem.code in ("tag-variant", "name-clash")]
    assert [problem.code for problem in told] == ["tag-variant"]
