"""Two that want one url, id or alias: both are named, at the key that made it, whichever of them is checked."""

import pytest

from newsgen.check import CheckOptions
from tests.checks import said
from tests.sites import Site

OLD, NEW = "content/old.md", "content/news/new.md"


def both(site: Site, old: str, new: str) -> tuple[list[str], list[str]]:
    """What is told of each when it alone is checked. old, new: front matter."""
    for path, day, matter in ((OLD, 7, old), (NEW, 8, new)):
        site.write(path, f"---\ntitle: Of {path[8:-3]}\ndate: 2022-03-0{day}\n{matter}---\nText.\n")
    found = said(site)
    told = tuple(said(site, wanted=CheckOptions((site.folder / path,))) for path in (OLD, NEW))
    assert sorted(found) == found
    assert all(any(line in each for each in told) for line in found)
    assert (site.build().built, len(found)) == (all(line.startswith("warning") for line in found), 1)
    return told[0], told[1]


@pytest.mark.parametrize(
    ("old", "new", "at_old", "at_new"),
    [
        ("slug: flood\n", "slug: Flood\n", "4:7", "4:7"),
        ("", "id: x\nslug: old\n", "1:1", "5:7"),
        ("type: news\nslug: new\n", "", "5:7", "1:1"),
    ],
)
def test_of_one_url_both_are_told_at_what_made_it(old: str, new: str, at_old: str, at_new: str, site: Site) -> None:
    of_old, of_new = both(site, old, new)
    slug = "flood" if "flood" in old else "old" if "old" in new else "new"
    fix = "(give one of them another `slug`)"
    assert of_old == [f"error url-clash {OLD}:{at_old}: the url /2022/03/{slug}/ is that of {NEW}:{at_new} {fix}"]
    assert of_new == [f"error url-clash {NEW}:{at_new}: the url /2022/03/{slug}/ is that of {OLD}:{at_old} {fix}"]


def test_of_one_id_both_are_told_at_their_id(site: Site) -> None:
    of_old, of_new = both(site, "id: x\n", "type: news\nid: x\n")
    fix = "(give one of them an `id` of its own)"
    assert of_old == [f"error id-clash {OLD}:4:5: the id 'x' is that of {NEW}:5:5 {fix}"]
    assert of_new == [f"error id-clash {NEW}:5:5: the id 'x' is that of {OLD}:4:5 {fix}"]


def test_of_an_alias_at_a_page_both_are_told(site: Site) -> None:
    of_old, of_new = both(site, "aliases: [/x/, /2022/03/new]\n", "")
    what = f"a page stands at the alias /2022/03/new/: that of {NEW}:1:1 (remove the alias)"
    assert of_old == [f"warning alias-clash {OLD}:4:16: {what}"]
    what = f"{OLD}:4:16 has the url /2022/03/new/ for an alias (remove the alias there)"
    assert of_new == [f"warning alias-clash {NEW}:1:1: {what}"]


@pytest.mark.parametrize("written", ["/x", "https://gazette.example/x/", "x/"])
def test_of_one_alias_in_two_articles_both_are_told(written: str, site: Site) -> None:
    of_old, of_new = both(site, "aliases:\n- /y/\n- /x/\n", f"aliases: ['{written}']\n")
    assert of_new == [f"warning alias-clash {NEW}:4:11: the alias /x/ is also one of {OLD}:6:3 (remove the alias)"]
    assert of_old == [f"warning alias-clash {OLD}:6:3: the alias /x/ is also one of {NEW}:4:11 (remove the alias)"]


def test_plain_pages_clash_with_each_other_and_with_files(site: Site) -> None:
    site.write("content/pages/about.md", "---\ntitle: About\n---\nWe.\n")
    site.write("content/pages/us.md", "---\ntitle: Us\nslug: about\n---\nWe.\n")
    found = said(site, "url-clash", wanted=CheckOptions((site.folder / "content/pages/about.md",)))
    assert [line.partition(" (")[0] for line in found] == [
        "error url-clash content/pages/about.md:1:1: the url /about/ is that of content/pages/us.md:3:7"
    ]
    site.delete("content/pages/about.md")
    site.write("assets/_root/about/index.html", "<p>We.</p>")
    assert [line.partition(" (")[0] for line in said(site, "url-clash")] == [
        "error url-clash content/pages/us.md:3:7: the url /about/ is that of assets/_root/about/index.html:1:1"
    ]


def test_a_scheduled_article_clashes_before_its_time(site: Site) -> None:
    site.article("flood")
    site.article("later/flood", title="Later", date="2022-03-20")
    assert site.build().built
    (told,) = said(site, "url-clash", wanted=CheckOptions((site.folder / "content/later/flood.md",)))
    assert told.startswith(
        "error url-clash content/later/flood.md:1:1: the url /2022/03/flood/ is that of content/flood.md:1:1"
    )
    assert len(said(site, "url-clash")) == 1


def test_of_three_with_one_url_each_is_told_of_one(site: Site) -> None:
    for folder in "abc":
        site.article(f"{folder}/flood", title=f"Flood {folder}", id=folder)
    for folder in "abc":
        assert said(site, "url-clash", wanted=CheckOptions((site.folder / f"content/{folder}/flood.md",)))


def test_a_clash_that_the_config_takes_for_a_warning_is_one_for_both(site: Site) -> None:
    site.write("config.yaml", (site.folder / "config.yaml").read_text() + "problems: {url-clash: warning}\n")
    for folder in "ab":
        site.article(f"{folder}/flood", title=f"Flood {folder}", id=folder)
    for folder in "ab":
        (told,) = said(site, "url-clash", wanted=CheckOptions((site.folder / f"content/{folder}/flood.md",)))
        assert told.startswith("warning ")
