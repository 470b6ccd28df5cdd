"""What `newsgen check` knows from the last build: urls that would vanish, silent edits, leaks of what is held back."""

import pytest

from tests.checks import checked, picture, said
from tests.sites import NOW, Site

WORDS = " ".join(f"word{number}" for number in range(40))


# Urls that vanish


@pytest.fixture
def gazette(site: Site) -> Site:
    """Built: two articles, one with an alias, and a plain page."""
    site.article("flood", aliases="[/old/]")
    site.article("dam", title="Dam report", tags="[Rain]")
    site.write("content/pages/about.md", "---\ntitle: About us\n---\nWe are six.\n")
    site.built()
    return site


def test_urls_that_stay_are_no_problem(gazette: Site) -> None:
    assert said(gazette, "lost-url") == []


def test_without_a_build_nothing_is_live(site: Site) -> None:
    site.article()
    assert said(site, "lost-url") == []


def test_a_deleted_article_loses_its_url(gazette: Site) -> None:
    gazette.delete("content/dam.md")
    assert said(gazette, "lost-url") == [
        "error lost-url content/dam.md:1:1: the url /2022/03/dam/ is lost: its text is gone"
        " (let another article have it in its `aliases`, or name it under `gone` in config.yaml)"
    ]


def test_an_article_that_moved_is_told_where_it_is_now(gazette: Site) -> None:
    gazette.edit("content/flood.md", "date:", "slug: high-water\ndate:")
    assert [line.split()[2] for line in said(gazette, "lost-url")] == ["content/flood.md:5:10:"]
    gazette.edit("content/flood.md", "[/old/]", "[/old/, /2022/03/flood/]")
    assert said(gazette, "lost-url") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("title: Dam report", "title: Dam: report"),
        ("date: 2022-03-07T10:20:00+02:00", "date: 07/03/2022"),
        ("tags: [Rain]", "draft: ture"),
        ("---", "----"),
    ],
)
def test_an_article_with_an_error_is_not_told_to_vanish_as_well(gazette: Site, before: str, after: str) -> None:
    gazette.edit("content/dam.md", before, after)
    assert [line.split()[0] for line in said(gazette)] == ["error"]


def test_a_renamed_file_is_known_by_its_headline_and_date(gazette: Site) -> None:
    text = (gazette.folder / "content/dam.md").read_text()
    gazette.delete("content/dam.md")
    gazette.write("content/reservoir.md", text)
    assert [line.split()[2] for line in said(gazette, "lost-url")] == ["content/reservoir.md:1:1:"]


def test_a_moved_file_is_known_by_its_id(gazette: Site) -> None:
    text = (gazette.folder / "content/dam.md").read_text()
    gazette.delete("content/dam.md")
    gazette.write("content/news/dam.md", text.replace("title: Dam report", "title: Reservoir\nslug: reservoir"))
    assert [line.split()[2] for line in said(gazette, "lost-url")] == ["content/news/dam.md:1:1:"]


def test_an_article_of_another_day_and_headline_is_known_by_its_file(gazette: Site) -> None:
    gazette.edit("content/dam.md", "title: Dam report\ndate: 2022-03-07", "title: Reservoir\ndate: 2022-02-07")
    assert [line.partition(" (")[0] for line in said(gazette, "lost-url")] == [
        "error lost-url content/dam.md:1:1: the url /2022/03/dam/ is lost: its text moved"
    ]


def test_a_site_below_a_path_has_its_urls_without_it(gazette: Site) -> None:
    gazette.edit("config.yaml", "https://gazette.example", "https://gazette.example/paper")
    gazette.built()
    gazette.edit("content/flood.md", "aliases: [/old/]\n", "")
    assert [line.split()[2:6] for line in said(gazette, "lost-url")] == [
        ["content/flood.md:1:1:", "the", "url", "/old/"]
    ]


def test_an_alias_that_is_removed_is_a_url_that_vanishes(gazette: Site) -> None:
    gazette.edit("content/flood.md", "aliases: [/old/]\n", "")
    assert said(gazette, "lost-url") == [
        "error lost-url content/flood.md:1:1: the url /old/ is lost: the alias was taken out"
        " (add it to `aliases`: `newsgen check --fix` does)"
    ]


def test_with_an_article_its_aliases_go(gazette: Site) -> None:
    gazette.delete("content/flood.md")
    assert [line.split()[5] for line in said(gazette, "lost-url")] == ["/2022/03/flood/", "/old/"]


def test_an_article_that_becomes_a_draft_loses_its_url(gazette: Site) -> None:
    gazette.edit("content/dam.md", "date:", "draft: true\ndate:")
    assert "is lost: its text is a draft now (" in said(gazette, "lost-url")[0]


def test_what_expires_goes_on_purpose(gazette: Site) -> None:
    gazette.edit("content/dam.md", "date:", "expires: 2022-03-08\ndate:")
    assert said(gazette, "lost-url") == []


def test_a_plain_page_has_a_url_to_lose_too(gazette: Site) -> None:
    gazette.edit("content/pages/about.md", "title:", "slug: us\ntitle:")
    assert [line.split()[2:6] for line in said(gazette, "lost-url")] == [
        ["content/pages/about.md:1:1:", "the", "url", "/about/"]
    ]


def test_lists_may_come_and_go(gazette: Site) -> None:
    """A tag's page, and what stands behind the last full page of a list."""
    gazette.write("config.yaml", (gazette.folder / "config.yaml").read_text() + "listing: {per_page: 1}\n")
    gazette.built()
    gazette.edit("content/dam.md", "tags: [Rain]\n", "")
    gazette.write("config.yaml", (gazette.folder / "config.yaml").read_text().replace("per_page: 1", "per_page: 9"))
    assert said(gazette, "lost-url") == []


# Silent edits


@pytest.fixture
def printed(site: Site) -> Site:
    """Built: an article of forty words."""
    site.article(body=WORDS, summary="Rain.")
    site.built()
    return site


def rewrite(site: Site, words: int) -> None:
    for number in range(words):
        site.edit("content/flood.md", f"word{number} ", f"changed{number} ")


def test_a_few_words_may_and_the_config_says_how_many(printed: Site) -> None:
    rewrite(printed, 20)
    assert said(printed, "silent-edit") == []
    printed.write("config.yaml", (printed.folder / "config.yaml").read_text() + "check: {edited_words: 19}\n")
    assert len(said(printed, "silent-edit")) == 1


@pytest.mark.parametrize("told", ["updated: 2022-03-08", "corrections: [{text: It was Tuesday., date: 2022-03-08}]"])
def test_an_article_that_says_so_may_change(told: str, printed: Site) -> None:
    rewrite(printed, 30)
    printed.edit("content/flood.md", "date:", f"{told}\ndate:")
    assert said(printed, "silent-edit") == []


def test_words_that_merely_move_are_no_edit(printed: Site) -> None:
    printed.edit("content/flood.md", WORDS, " ".join(reversed(WORDS.split())))
    assert said(printed, "silent-edit") == []


def test_what_was_never_published_may_change(site: Site) -> None:
    site.article(body=WORDS, summary="Rain.", date="2022-03-09")
    site.built()
    rewrite(site, 30)
    assert said(site, "silent-edit") == []


def test_an_edit_that_a_stopped_build_has_read_is_not_taken_for_published(printed: Site) -> None:
    """Such a build has forgotten the published words: then nothing is said, rather than something wrong."""
    rewrite(printed, 30)
    printed.write("content/empty.md", "")
    assert not printed.build().built
    assert said(printed, "silent-edit") == []


# Leaks


@pytest.fixture
def secret(site: Site) -> Site:
    """Built: one article, beside a draft with a photo and a scheduled one."""
    site.article("flood")
    site.article("mayor", title="The mayor's resignation", draft="true", photo="{src: mayor.jpg}")
    site.write("content/mayor.jpg", picture())
    site.article("budget", title="Budget passes by one vote", date="2022-03-09")
    site.built()
    return site


def test_a_build_leaks_nothing(secret: Site) -> None:
    assert said(secret, "embargo-leak") == []


@pytest.mark.parametrize(
    ("path", "content", "title"),
    [
        ("list.html", "<li>The mayor&#x27;s resignation</li>", "The mayor’s resignation"),
        ("new.html", "<li>The mayor’s resignation</li>", "The mayor’s resignation"),
        ("list.txt", "The mayor's resignation", "The mayor’s resignation"),
        ("feed/old.xml", "<link>https://gazette.example/2022/03/budget/</link>", "Budget passes by one vote"),
        ("2022/03/budget/index.html", "<h1>Budget passes by one vote</h1>", "Budget passes by one vote"),
    ],
)
def test_a_file_that_tells_of_what_is_held_back_is_an_error(path: str, content: str, title: str, secret: Site) -> None:
    secret.write(f"output/{path}", content)
    assert [line.partition(" (")[0] for line in said(secret, "embargo-leak")] == [
        f"error embargo-leak output/{path}:1:1: this file tells of '{title}', which is held back"
    ]
    secret.delete(f"output/{path}")
    assert said(secret, "embargo-leak") == []


def test_a_build_with_drafts_in_the_folder_that_is_deployed_is_found(secret: Site) -> None:
    secret.built(drafts=True)
    leaked = {line.split()[2] for line in said(secret, "embargo-leak")}
    assert any(path.startswith("output/assets/mayor.") for path in leaked)
    assert {"output/index.html:1:1:", "output/feed.xml:1:1:", "output/2022/03/mayor/index.html:1:1:"} <= leaked


def test_a_picture_that_another_article_shows_is_no_secret(secret: Site) -> None:
    secret.article("flood", photo="{src: mayor.jpg}")
    secret.built()
    assert said(secret, "embargo-leak") == []


def test_a_file_that_was_clean_is_looked_at_again_when_there_are_other_secrets(secret: Site) -> None:
    secret.write("output/list.html", "Ferries collide off Myrsa")
    assert said(secret, "embargo-leak") == []
    secret.article("ferries", title="Ferries collide off Myrsa", draft="true")
    assert len(said(secret, "embargo-leak")) == 1


def test_a_file_that_was_clean_is_looked_at_again_when_it_is_written_again(secret: Site) -> None:
    secret.write("output/list.html", "Nothing here")
    assert said(secret, "embargo-leak") == []
    secret.write("output/list.html", "Budget passes by one vote")
    assert len(said(secret, "embargo-leak")) == 1


def test_once_it_is_published_it_is_no_secret(secret: Site) -> None:
    from datetime import timedelta

    later = NOW + timedelta(days=2)
    secret.build(now=later)
    assert [problem for problem in checked(secret, now=later).problems if problem.code == "embargo-leak"] == []
