"""Bodies: READ ALSO lines, links between articles, pictures and other files, code; with both Markdown engines."""

from io import BytesIO
from pathlib import Path

import pytest
from lxml import html
from PIL import Image

from newsgen.model.config import MarkdownConfig
from newsgen.reading import sanitize
from tests.sites import CONFIG, Site


@pytest.fixture(params=["markdown", "commonmark"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Site:
    """An empty site, once for each Markdown engine."""
    return Site(tmp_path, config=CONFIG.replace("commonmark", request.param) + "pictures: {renditions: false}\n")


def picture(width: int = 30, height: int = 20, orientation: int = 0) -> bytes:
    stream = BytesIO()
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    Image.new("RGB", (width, height), (90, 120, 200)).save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def body(site: Site, url: str = "/2022/03/flood/") -> html.HtmlElement:
    """The body on a page of the site, which is built without a warning."""
    assert site.built().problems == ()
    (found,) = html.document_fromstring(site.page(url)).find_class("body")
    return found


def links(element: html.HtmlElement) -> list[str]:
    return [link.get("href") for link in element.iter("a")]


def test_a_read_also_line_becomes_a_link_with_the_other_articles_headline(site: Site) -> None:
    site.article("rain", title="Rain & more of it")
    site.article(body="One.\n\n[[read-also: rain]]\n\nTwo.")
    (line,) = body(site).find_class("read-also")
    assert line.text_content().split() == "READ ALSO: Rain & more of it".split()
    assert links(line) == ["/2022/03/rain/"]
    assert [block.text_content().strip() for block in line.getparent()] == [
        "One.",
        line.text_content().strip(),
        "Two.",
    ]


def test_a_read_also_line_names_an_article_by_slug_file_name_or_path(site: Site) -> None:
    site.article("news/rain", slug="rain-in-volos")
    names = ["rain-in-volos", "rain", "rain.md", "../news/rain", "news/rain.md", "/news/rain.md", "news/rain"]
    site.article("news/flood", body="\n".join(f"[[read-also: {name}]]" for name in names))
    assert links(body(site)) == ["/2022/03/rain-in-volos/"] * len(names)


def test_a_read_also_line_stands_alone_even_amid_a_paragraph(site: Site) -> None:
    site.article("rain", title="Rain")
    site.article(body="One\n[[Read-Also:rain]]\ntwo, [[read-also: rain]] three.")
    found = body(site)
    assert [block.tag for block in found] == ["p", "p", "p"]
    assert found[0].text_content() == "One"
    assert found[2].text_content() == "two, Rain three."
    assert links(found[2]) == ["/2022/03/rain/"]


@pytest.mark.parametrize(
    "written", ["[[READ ALSO: rain]]", "[[ read also: rain ]]", "[[read_also:rain]]", "[[Read-Also: rain.md]]"]
)
def test_read_also_may_be_written_in_several_ways(site: Site, written: str) -> None:
    site.article("rain", title="Rain")
    site.article(body=f"{written}\n\n- see {written}\n\nAs {written} says, `{written}` is code.")
    found = body(site)
    assert len(found.find_class("read-also")) == 1
    assert links(found) == ["/2022/03/rain/"] * 3
    assert found[-1].text_content() == f"As Rain says, {written} is code."


def test_a_story_named_in_a_sentence_is_not_in_latest_beside_it(site: Site) -> None:
    site.article("rain", title="Rain", date="2022-03-06")
    site.article("snow", title="Snow", date="2022-03-05")
    site.article(body="As [[read-also: rain]] says.")
    page = body(site).getroottree().getroot()
    (latest,) = page.find_class("latest")
    assert "Rain" not in latest.text_content()


LINKS = [
    ("rain.md", "/2022/03/rain/"),
    ("./rain.md", "/2022/03/rain/"),
    ("../03/rain.md", "/2022/03/rain/"),
    ("2022/03/rain.md", "/2022/03/rain/"),
    ("/2022/03/rain.md", "/2022/03/rain/"),
    ("rain.md#at-night", "/2022/03/rain/#at-night"),
    ("../../pages/about.md", "/about/"),
    ("../../pages/about.md#us", "/about/#us"),
    ("/2022/03/rain/", "/2022/03/rain/"),
    ("../rain/", "/2022/03/rain/"),
    ("/about/", "/about/"),
    ("/section/news/", "/section/news/"),
    ("/feed.xml", "/feed.xml"),
    ("#here", "#here"),
    ("https://elsewhere.example/?a=1&b=2", "https://elsewhere.example/?a=1&b=2"),
    ("mailto:desk@gazette.example", "mailto:desk@gazette.example"),
]


def test_a_link_leads_where_it_is_meant_to(site: Site) -> None:
    site.article("2022/03/rain", body="## At night\n\nRain.")
    site.write("content/pages/about.md", "---\ntitle: About\n---\n## Us\n\nWe.")
    site.article("2022/03/flood", body="## Here\n\n" + "\n".join(f"See [this]({written})." for written, _ in LINKS))
    assert links(body(site)) == [url for _, url in LINKS]


def test_links_and_pictures_are_absolute_in_a_feed(site: Site) -> None:
    site.article("rain", date="2022-03-01")
    site.write("content/wet.jpg", picture())
    site.article(body="[this](rain.md) ![wet](wet.jpg)\n\n[[read-also: rain]]")
    site.built()
    content = site.page("/feed.json")
    assert content.count("https://gazette.example/2022/03/rain/") >= 2
    assert 'src=\\"https://gazette.example/assets/wet.' in content


def test_a_picture_is_put_out_once_by_the_name_of_its_content_with_its_size(site: Site) -> None:
    site.write("content/photos/Wet Street.jpg", picture(30, 20))
    site.article("2022/03/flood", body="![A wet street](<../../photos/Wet Street.jpg>)")
    site.article("2022/03/rain", body="![Again](../../photos/Wet%20Street.jpg)")
    (image,) = body(site).iter("img")
    (output,) = [path for path in site.output() if path.endswith(".jpg")]
    assert output.startswith("assets/wet-street.")
    assert (image.get("src"), image.get("alt")) == (f"/{output}", "A wet street")
    assert (image.get("width"), image.get("height")) == ("30", "20")
    assert site.output()[output] == picture(30, 20)
    assert f'src="/{output}"' in site.page("/2022/03/rain/")


def test_a_pictures_new_content_has_a_new_name(site: Site) -> None:
    site.write("content/wet.jpg", picture(30, 20))
    site.article(body="![Wet](wet.jpg)")
    site.built()
    before = {path for path in site.output() if path.endswith(".jpg")}
    site.write("content/wet.jpg", picture(40, 20))
    report = site.built()
    after = {path for path in site.output() if path.endswith(".jpg")}
    assert (len(after), before & after, set(report.written.deleted)) == (1, set(), before)


def test_a_pictures_size_is_that_after_its_rotation(site: Site) -> None:
    site.write("content/wet.jpg", picture(30, 20, orientation=6))
    site.article(body="![Wet](wet.jpg)")
    (image,) = body(site).iter("img")
    assert (image.get("width"), image.get("height")) == ("20", "30")


def test_a_picture_of_the_assets_folder_may_be_shown(site: Site) -> None:
    site.write("assets/maps/wet.jpg", picture())
    site.article(body="![Wet](/maps/wet.jpg) ![Wet](/assets/maps/wet.jpg)")
    sources = {image.get("src") for image in body(site).iter("img")}
    assert len(sources) == 1
    assert sources.pop().lstrip("/") in site.output()


def test_a_picture_that_no_text_shows_is_not_put_out(site: Site) -> None:
    site.write("content/photos/secret.jpg", picture())
    site.article()
    site.built()
    assert not any("secret" in path for path in site.output())


def test_a_picture_typed_as_html_gets_its_size_too(site: Site) -> None:
    site.write("content/wet.jpg", picture())
    site.article(body='<img src="wet.jpg">\n\n<img src="wet.jpg" width="15" height="10" alt="Small">')
    first, second = body(site).iter("img")
    assert (first.get("width"), first.get("alt")) == ("30", "")
    assert (second.get("width"), second.get("height"), second.get("alt")) == ("15", "10", "Small")
    assert first.get("src") == second.get("src")


def test_linked_files_are_brought_along(site: Site) -> None:
    files = {name: name.encode() for name in ("report.pdf", "Αναφορά 1.pdf", "numbers.csv", "speech.mp3")}
    for name, content in files.items():
        site.write(f"content/2022/{name}", content)
    site.article("2022/flood", body="\n".join(f"Read [this](<{name}>)." for name in files))
    urls = links(body(site))
    assert all(url.startswith("/assets/") for url in urls)
    assert [site.output()[url.lstrip("/")] for url in urls] == list(files.values())


def test_a_link_to_a_file_at_the_sites_root_is_no_mistake(site: Site) -> None:
    site.write("assets/_root/press.zip", b"zip")
    site.article(body="[Press kit](/press.zip)")
    (url,) = links(body(site))
    assert site.output()[url.lstrip("/")] == b"zip"
    assert site.built().problems == ()


NOWHERE = [
    ("A [dead](gone.md) link", "dead-link", 10, "the link 'gone.md' leads to no article", "mend its path"),
    ("[a](/gone/)", "dead-link", 5, "the link '/gone/' leads to no page of the site", "mend its path"),
    ("[[read-also: gone]]", "dead-link", 1, "READ ALSO 'gone' leads to no article", "mend its path"),
    ("[a](rain.md#dawn)", "dead-anchor", 5, "the article has no '#dawn'", "did you mean 'down'?"),
    ("[a](#dawn)", "dead-anchor", 5, "nothing in this article has the id 'dawn'", "link to the id"),
    ("![a](wett.jpg)", "missing-file", 6, "'wett.jpg' can't be used: there is no such file", "did you mean 'wet"),
    ("[a](gone.pdf)", "missing-file", 5, "'gone.pdf' can't be used: there is no such file", ""),
    ("![a](bad.jpg)", "missing-file", 6, "'bad.jpg' can't be used: it is damaged", ""),
]


@pytest.mark.parametrize("link", ["/2022/03/07/rain/", "/blog/rain", "/2022/03/07/rain.html#dawn"])
def test_a_link_by_another_permalink_is_told_where_the_article_is(link: str, site: Site) -> None:
    site.article("rain")
    site.article(body=f"[a]({link})")
    fix = "did you mean '/2022/03/rain/'? Or let `permalink` in config.yaml make the addresses that links use"
    assert [problem.fix for problem in site.built().problems] == [fix]


def test_what_leads_nowhere_is_one_warning_at_its_place(site: Site) -> None:
    site.article("rain", body="## Down\n\nRain.")
    site.write("content/wet.jpg", picture())
    site.write("content/bad.jpg", b"no picture")
    site.article(body="Water rose.\n\n" + "\n\n".join(line for line, *_ in NOWHERE))
    problems = site.built().problems
    assert [str(problem.place) for problem in problems] == [
        f"content/flood.md:{7 + 2 * number}:{column}" for number, (_, _, column, _, _) in enumerate(NOWHERE)
    ]
    for problem, (_, code, _, what, fix) in zip(problems, NOWHERE, strict=True):
        assert (problem.code, problem.severity) == (code, "warning")
        assert problem.what.startswith(what)
        assert problem.fix.startswith(fix)


def test_each_of_several_dead_links_to_one_place_is_named(site: Site) -> None:
    site.article("old-flood")
    site.article(body="[a](old-flood.md) [b](gone.md)\n\n[c](old-gone.md) [d](gone.md)\n\n[e](flood.md)")
    places = [(problem.place.line, problem.place.column) for problem in site.built().problems]
    assert places == [(5, 23), (7, 5), (7, 22)]


def test_a_link_to_an_article_that_is_held_back_says_so(site: Site) -> None:
    site.article("later", date="2031-01-01", slug="later-on")
    ways = ["[a](later.md)", "[a](/2031/01/later-on)", "[a](/2031/01/later-on/)", "[[read-also: later-on]]"]
    site.article(body="\n".join([*ways, "[[read-also: later]]"]))
    assert [problem.fix for problem in site.built().problems] == ["it is held back: scheduled"] * 5


def test_a_dead_link_is_not_taken_for_another_folders_draft(site: Site) -> None:
    site.article("culture/gone", draft="true")
    site.article("news/flood", body="[a](gone.md)")
    assert site.problem("dead-link").fix.startswith("mend its path")


def test_code_is_left_as_it_was_typed(site: Site) -> None:
    code = "[[read-also: rain]]\n[a](gone.md) ![b](gone.jpg) -- \"quoted\" <img src='gone.png'> {{ config }}\n"
    indented = "".join(f"    {line}\n" for line in code.splitlines())
    inline = '`[a](gone.md) "b"`'
    site.article("rain")
    site.article(body=f"```text\n{code}```\n\nThen:\n\n{indented}\nAnd {inline}.\n\n~~~\n{code}~~~\n")
    found = body(site)
    assert [block.text_content() for block in found.iter("pre")] == [code] * 3
    assert found.findall(".//p/code")[0].text == '[a](gone.md) "b"'
    assert site.built().problems == ()


def test_a_frame_is_written_alike_by_every_process() -> None:
    written = set()
    for _ in range(20):
        sanitize._cleaner.cache_clear()  # as a new process has it
        written.add(sanitize.sanitized('<iframe src="https://archive.org/embed/flood"></iframe>', MarkdownConfig()))
    assert len(written) == 1, written


def test_the_more_mark_ends_the_summary_and_leaves_no_trace(site: Site) -> None:
    site.article(body="Water **rose**.\n\n<!--more-->\n\nThen it fell.")
    found = body(site)
    assert [block.text_content() for block in found] == ["Water rose.", "Then it fell."]
    assert "more-->" not in site.page("/2022/03/flood/")
    assert '<meta name="description" content="Water rose.">' in site.page("/2022/03/flood/")


def test_plain_pages_stand_where_their_folders_say(site: Site) -> None:
    site.write("content/pages/about.md", "---\ntitle: About us\n---\nSee [privacy](legal/privacy.md).")
    site.write(
        "content/pages/legal/privacy.md", "---\ntitle: Privacy\naliases: [/gdpr/]\n---\nBack to [us](../about.md)."
    )
    site.article()
    site.write("content/pages/legal/index.md", "---\ntitle: Legal\n---\nAll of it.")
    report = site.built()
    assert links(body(site, "/about/")) == ["/legal/privacy/"]
    assert links(body(site, "/legal/privacy/")) == ["/about/"]
    assert "<h1>Legal</h1>" in site.page("/legal/")
    assert 'url=/legal/privacy/"' in site.page("/gdpr/")
    assert (report.articles, report.problems) == (1, ())


def test_plain_pages_show_pictures_and_are_no_news(site: Site) -> None:
    site.write("content/photos/desk.jpg", picture())
    site.write("content/pages/about.md", "---\ntitle: About us\n---\n![Our desk](../photos/desk.jpg)")
    site.article()
    (image,) = body(site, "/about/").iter("img")
    assert image.get("src", "").lstrip("/") in site.output()
    assert "About us" not in site.page("/feed.xml") + site.page("/") + site.page("/archive/2022/03/")
