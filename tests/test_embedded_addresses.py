"""Addresses that become embeds: which do, what stands in their place, and that nothing is asked before the click."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from lxml import html
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from newsgen.model.config import EngineName, MarkdownConfig
from newsgen.model.embeds import embed_of
from newsgen.reading.article_body import body
from newsgen.reading.markdown_text import MarkdownText
from tests.markup import dangerous_tokens, dangers
from tests.sites import CONFIG, Site
from tests.test_file_names import served

URL = "/2022/03/flood/"
ENGINES: list[EngineName] = ["markdown", "commonmark"]
VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
FRAME = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"
TRACK = "11dFghVXANMlKmJXsNCbNl"

KNOWN = [
    (VIDEO, "YouTube", FRAME, VIDEO),
    ("http://youtube.com/watch?v=dQw4w9WgXcQ", "YouTube", FRAME, VIDEO),
    ("HTTPS://WWW.YOUTUBE.COM/watch?v=dQw4w9WgXcQ", "YouTube", FRAME, VIDEO),
    ("https://m.youtube.com/watch?v=dQw4w9WgXcQ", "YouTube", FRAME, VIDEO),
    ("https://youtu.be/dQw4w9WgXcQ?si=abc&utm_source=x", "YouTube", FRAME, VIDEO),
    ("https://youtu.be/dQw4w9WgXcQ?t=1m30s", "YouTube", f"{FRAME}?start=90", f"{VIDEO}&t=90s"),
    ("https://youtu.be/dQw4w9WgXcQ?t=43", "YouTube", f"{FRAME}?start=43", f"{VIDEO}&t=43s"),
    (f"{VIDEO}&t=1h2m3s", "YouTube", f"{FRAME}?start=3723", f"{VIDEO}&t=3723s"),
    (f"{VIDEO}&t=soon", "YouTube", FRAME, VIDEO),
    (f"{VIDEO}&list=PLrAXtmErZgOei", "YouTube", f"{FRAME}?list=PLrAXtmErZgOei", f"{VIDEO}&list=PLrAXtmErZgOei"),
    (
        "https://www.youtube.com/playlist?list=PLrAXtmErZgOei",
        "YouTube",
        "https://www.youtube-nocookie.com/embed/videoseries?list=PLrAXtmErZgOei",
        "https://www.youtube.com/playlist?list=PLrAXtmErZgOei",
    ),
    ("https://www.youtube.com/shorts/dQw4w9WgXcQ", "YouTube", FRAME, VIDEO),
    ("https://www.youtube.com/live/dQw4w9WgXcQ?feature=share", "YouTube", FRAME, VIDEO),
    ("https://vimeo.com/76979871", "Vimeo", "https://player.vimeo.com/video/76979871?dnt=1", "https://vimeo.com/76979871"),
    (
        "https://vimeo.com/channels/staffpicks/76979871/",
        "Vimeo",
        "https://player.vimeo.com/video/76979871?dnt=1",
        "https://vimeo.com/76979871",
    ),
    (
        "https://vimeo.com/76979871/0123abcdef",
        "Vimeo",
        "https://player.vimeo.com/video/76979871?dnt=1&h=0123abcdef",
        "https://vimeo.com/76979871/0123abcdef",
    ),
    *(
        (
            f"https://{host}/Gazette_1/status/1453110110599868418{more}",
            "X",
            "https://platform.twitter.com/embed/Tweet.html?id=1453110110599868418&dnt=true",
            "https://x.com/Gazette_1/status/1453110110599868418",
        )
        for host, more in (("x.com", "?s=20"), ("twitter.com", ""), ("mobile.twitter.com", ""), ("X.com", "/photo/1"))
    ),
    (
        "https://mastodon.social/@Gargron/115000000000000001",
        "mastodon.social",
        "https://mastodon.social/@Gargron/115000000000000001/embed",
        "https://mastodon.social/@Gargron/115000000000000001",
    ),
    (
        "https://bsky.app/profile/gazette.example/post/3jxtb5w2hkt2m",
        "Bluesky",
        "https://embed.bsky.app/embed/gazette.example/app.bsky.feed.post/3jxtb5w2hkt2m",
        "https://bsky.app/profile/gazette.example/post/3jxtb5w2hkt2m",
    ),
    (
        "https://bsky.app/profile/did:plc:z72i7hdynmk6r22z27h6tvur/post/3jxtb5w2hkt2m",
        "Bluesky",
        "https://embed.bsky.app/embed/did:plc:z72i7hdynmk6r22z27h6tvur/app.bsky.feed.post/3jxtb5w2hkt2m",
        "https://bsky.app/profile/did:plc:z72i7hdynmk6r22z27h6tvur/post/3jxtb5w2hkt2m",
    ),
    *(
        (
            f"https://www.instagram.com/{written}/CuZ-x_12345/?igsh=a",
            "Instagram",
            f"https://www.instagram.com/{kind}/CuZ-x_12345/embed/",
            f"https://www.instagram.com/{kind}/CuZ-x_12345/",
        )
        for written, kind in (("p", "p"), ("reel", "reel"), ("reels", "reel"), ("the.gazette/p", "p"))
    ),
    (
        "https://www.tiktok.com/@the.gazette/video/6718335390845095173?lang=en",
        "TikTok",
        "https://www.tiktok.com/player/v1/6718335390845095173",
        "https://www.tiktok.com/@the.gazette/video/6718335390845095173",
    ),
    *(
        (
            f"https://open.spotify.com/{written}/{TRACK}?si=1",
            "Spotify",
            f"https://open.spotify.com/embed/{kind}/{TRACK}",
            f"https://open.spotify.com/{kind}/{TRACK}",
        )
        for written, kind in (
            ("track", "track"), ("album", "album"), ("episode", "episode"), ("show", "show"), ("playlist", "playlist"),
            ("intl-de/track", "track"),
        )
    ),
    *(
        (address, "Datawrapper", "https://datawrapper.dwcdn.net/aB3dE/", "https://www.datawrapper.de/_/aB3dE/")
        for address in ("https://datawrapper.dwcdn.net/aB3dE/3/", "https://www.datawrapper.de/_/aB3dE/")
    ),
]  # fmt: skip


@pytest.mark.parametrize(("url", "provider", "frame", "address"), KNOWN)
def test_an_address_is_that_of_an_embed(url: str, provider: str, frame: str, address: str) -> None:
    embed = embed_of(url)
    assert embed is not None
    assert (embed.provider, embed.frame, embed.address) == (provider, frame, address)


OTHERS = [
    "https://www.youtube.com/", "https://www.youtube.com/@gazette", "https://www.youtube.com/watch?v=short",
    'https://www.youtube.com/watch?v=dQw4w9WgX"Q', "https://youtu.be/dQw4w9WgXcQ/more", "https://youtu.be/dQw4w9WgXcQx",
    "https://www.youtube.com.evil.example/watch?v=dQw4w9WgXcQ", "https://evil.example/?https://youtu.be/dQw4w9WgXcQ",
    "https://www.youtube.com@evil.example/watch?v=dQw4w9WgXcQ", "https://youtube.com:8443/watch?v=dQw4w9WgXcQ",
    "https://notyoutube.com/watch?v=dQw4w9WgXcQ", "ftp://youtu.be/dQw4w9WgXcQ", "//youtu.be/dQw4w9WgXcQ",
    "https://www.youtube.com/@gazette/123", "https://www.youtube.com/watch?list=PLrAXtmErZgOei",
    "https://vimeo.com/about", "https://vimeo.com/76979871/x", "https://x.com/gazette", "https://x.com/@gazette/123",
    "https://x.com/a/status/12x", "https://mastodon.social/@Gargron", "https://mastodon.social/@Gargron/12a",
    "https://mastodon.social/@a@b.example/115000000000000001", "https://localhost/@a/1", "https://[::1]/@a/1",
    "https://a_b.example/@a/1", "https://mastodon.social/@a/१२", "https://bsky.app/profile/gazette.example",
    "https://bsky.app/profile/../post/3jxtb5w2hkt2m", "https://www.instagram.com/gazette/", "https://instagram.com/p/a%22/",
    "https://vm.tiktok.com/ZMabc/", f"https://open.spotify.com/artist/{TRACK}", "https://open.spotify.com/track/short",
    "https://datawrapper.dwcdn.net/toolong/", "http://[", "", "javascript:alert(1)", "https://youtu.be/dQw4w9WgXc\n",
]  # fmt: skip


@pytest.mark.parametrize("url", OTHERS)
def test_any_other_address_is_not(url: str) -> None:
    assert embed_of(url) is None


def embeds(text: str, engine: EngineName) -> int:
    made, _ = body(MarkdownText("a.md", text, 1), MarkdownConfig(engine=engine), None)
    return made.html.count('<figure class="embed">')


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("text", "count"),
    [
        (VIDEO, 1),
        (f"<{VIDEO}>", 1),
        (f"One.\n\n{VIDEO}\n\nTwo.\n\n{VIDEO}\n", 2),
        ("www.youtube.com/watch?v=dQw4w9WgXcQ", 1),
        (f"   {VIDEO}  ", 1),
        ("https://youtu.be/dQw4w9WgX--", 1),
        ("https://youtu.be/dQw4w9WgX_Q?a=1&b=_2_3", 1),
        (f"[{VIDEO}]({VIDEO})", 1),
        ("{{< tweet user=a id=1 >}}", 1),
        ("{{< instagram CuZx_12345 >}}", 1),
        (f"- One.\n\n  {VIDEO}\n", 1),
        (f"> {VIDEO}", 1),
        (f"- {VIDEO}\n- two", 0),
        (f"{VIDEO}.", 0),
        (f"See {VIDEO}", 0),
        (f"{VIDEO}\nsays so", 0),
        (f"{VIDEO}\n{VIDEO}", 0),
        (f"[Film]({VIDEO})", 0),
        (f'<{VIDEO}> "x"', 0),
        (f"# {VIDEO}", 0),
        (f"`{VIDEO}`", 0),
        (f"    {VIDEO}", 0),
        (f"```\n{VIDEO}\n```", 0),
        (f"**{VIDEO}**", 0),
        (f"| a |\n| --- |\n| {VIDEO} |", 0),
        (f"a[^1]\n\n[^1]: {VIDEO}", 0),
        ("https://elsewhere.example/watch?v=dQw4w9WgXcQ", 0),
        ("flood@gazette.example", 0),
        (f'<p title="<p><a href={VIDEO}>">x</p>', 0),
    ],
)
def test_only_one_that_is_a_paragraph_of_its_own_becomes_an_embed(text: str, count: int, engine: EngineName) -> None:
    assert embeds(text, engine) == count


@pytest.mark.parametrize("engine", ENGINES)
def test_it_is_no_part_of_the_words(engine: EngineName) -> None:
    text = f"Two words.\n\n{VIDEO}\n\n<!--more-->\n\nTwo more.\n"
    made, _ = body(MarkdownText("a.md", text, 1), MarkdownConfig(engine=engine), None)
    assert (made.opening, made.teaser, made.words) == ("Two words. Two more.", "Two words.", 4)


def shown(site: Site, text: str, url: str = URL, name: str = "flood") -> html.HtmlElement:
    site.article(name, body=text)
    site.built()
    (found,) = html.document_fromstring(site.page(url)).find_class("body")
    return found


@pytest.fixture(params=ENGINES)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(tmp_path_factory.mktemp("site"), config=CONFIG.replace("commonmark", request.param))


@pytest.mark.parametrize(("name", "url"), [("flood", URL), ("pages/about", "/about/")])
def test_a_button_a_note_and_a_link_stand_in_its_place(name: str, url: str, site: Site) -> None:
    found = shown(site, f"Rain.\n\n{VIDEO}&t=9&utm_source=x\n", url, name)
    (figure,) = found.find_class("embed")
    assert (figure.tag, figure.get("class")) == ("figure", "embed embed-video")
    (ask,) = figure.find_class("embed-ask")
    assert ask.get("hidden") is not None
    (button,) = ask.iter("button")
    assert button.text == "Show content from YouTube"
    assert ask[-1].text == "It comes from YouTube, which may then learn of your visit."
    (link,) = figure.iter("a")
    assert (link.text, link.get("href")) == ("Open at YouTube", f"{VIDEO}&t=9s")
    assert json.loads(button.get("data-frame", "")) == {
        "src": f"{FRAME}?start=9",
        "title": "YouTube",
        "allow": "autoplay; clipboard-write; encrypted-media; fullscreen; picture-in-picture; web-share",
        "allowfullscreen": "",
        "loading": "lazy",
        "referrerpolicy": "strict-origin-when-cross-origin",
    }
    assert "iframe" not in site.page(url)


def test_a_post_can_not_lead_the_page_elsewhere(site: Site) -> None:
    (figure,) = shown(site, "https://x.com/a/status/1").find_class("embed-post")
    frame = json.loads(next(figure.iter("button")).get("data-frame", ""))
    assert "allow-top-navigation" not in frame["sandbox"]
    assert (frame["title"], next(figure.iter("a")).get("href")) == ("X", "https://x.com/a/status/1")


FRAMES = f"""\
{VIDEO}

<iframe src="https://flo.uri.sh/x/embed?a=1&amp;b=2" title="Levels &quot;now&quot;" id="levels"></iframe>

Amid <iframe src="{FRAME}"></iframe> text.

{{{{< youtube dQw4w9WgXcQ >}}}}

<iframe src="/graphics/rain/"></iframe>
<iframe src="https://gazette.example/graphics/rain/"></iframe>

<p title="<iframe src=https://flo.uri.sh/>">x</p>
"""


def test_frames_of_other_hosts_get_the_same_and_the_sites_own_stay(site: Site) -> None:
    site.write("assets/_root/graphics/rain/index.html", "<!doctype html><title>Rain</title>")
    found = shown(site, FRAMES)
    assert [each.get("src") for each in found.iter("iframe")] == [
        "/graphics/rain/",
        "https://gazette.example/graphics/rain/",
    ]
    assert [each.tag for each in found.find_class("embed")] == ["figure", "figure", "span", "figure"]
    frames = [json.loads(each.get("data-frame", "")) for each in found.iter("button")]
    assert [each["title"] for each in frames] == ["YouTube", 'Levels "now"', "YouTube 2", "YouTube"]
    assert [each["src"] for each in frames] == [FRAME, "https://flo.uri.sh/x/embed?a=1&b=2", FRAME, FRAME]
    assert found.find_class("embed")[1].get("id") == "levels"
    assert not dangers(html.tostring(found, encoding="unicode").replace("iframe", "p"))


def test_a_newsroom_may_show_frames_at_once(site: Site) -> None:
    site.write("config.yaml", CONFIG + "theme: {embeds: direct}\n")
    found = shown(site, "https://x.com/a/status/1\n\n" + FRAMES)
    assert not list(found.iter("button"))
    assert len(list(found.iter("iframe"))) == 7
    assert [each.get("class") for each in found.find_class("embed")] == ["embed embed-post", "embed embed-video"]
    assert all(each.get("title") for each in found.iter("iframe"))


def test_feeds_have_a_link_and_frames_as_ever(site: Site) -> None:
    shown(site, FRAMES)
    feed = site.page("/feed.json")
    content = json.loads(feed)["items"][0]["content_html"]
    assert f'<p><a href="{VIDEO}">{VIDEO}</a></p>' in content
    assert "data-frame" not in content and 'class="embed' not in content
    assert content.count("<iframe") == 5


def test_what_was_paid_for_says_so(site: Site) -> None:
    site.article(body=VIDEO, type="sponsored")
    site.built()
    (figure,) = html.document_fromstring(site.page(URL)).find_class("embed")
    assert next(figure.iter("a")).get("rel") == "sponsored"


def test_the_words_are_the_sites_in_an_article_in_another_language(tmp_path: Path) -> None:
    site = Site(tmp_path, config=CONFIG.replace("Athens}", "Athens, language: el}"))
    site.article(body=VIDEO, lang="ar")
    site.built()
    (figure,) = html.document_fromstring(site.page(URL)).find_class("embed")
    assert (figure.get("lang"), figure.get("dir")) == ("el", "ltr")
    assert next(figure.iter("button")).text == "Εμφάνιση περιεχομένου από το YouTube"


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_hostile_gets_through(engine: EngineName, tmp_path: Path) -> None:
    site = Site(tmp_path, config=CONFIG.replace("commonmark", engine))
    script = "&quot;><script>alert(1)</script>"
    hostile = [
        f'<iframe src="https://flo.uri.sh/{script}" title="{script}"></iframe>',
        "<https://mastodon.social/@a&quot;onclick=alert(1)/1>",
        "https://mastodon.social/@<script>/1",
        '<figure class="embed"><a href="javascript:alert(1)">x</a></figure>',
        f'<figure class="embed"><a href="{VIDEO}" onclick="alert(1)">x</a></figure>',
        '<button data-frame="{}">x</button><span data-frame="{&quot;src&quot;:&quot;//evil.example&quot;}">x</span>',
        "<p title='<iframe src=\"https://flo.uri.sh/\"></iframe>'>x</p>",
    ]
    site.article(body="\n\n".join(hostile))
    site.built()
    page = site.page(URL)
    assert dangers(page) == []
    assert dangerous_tokens(page) == []
    assert page.count("data-frame") == 1
    (button,) = html.document_fromstring(page).xpath("//button[@data-frame]")
    assert json.loads(button.get("data-frame"))["src"].startswith("https://flo.uri.sh/")


REQUESTS = "return performance.getEntriesByType('resource').map(each => each.name)"
INSIDE = """
const edge = document.querySelector(".body").getBoundingClientRect().right
return [...document.querySelectorAll(".embed")].every(each => each.getBoundingClientRect().right <= edge)
"""
FIGURE = "return document.querySelector('.embed').getBoundingClientRect().toJSON()"


@pytest.mark.parametrize("width", [375, 1280])
def test_nothing_is_asked_of_others_before_the_click(width: int, tmp_path: Path, browser: webdriver.Chrome) -> None:
    site = Site(tmp_path)
    site.article(body=f"Rain.\n\n{VIDEO}\n\nMore.\n\nhttps://x.com/a/status/1\n\n" + "Rain.\n\n" * 40)
    site.built()
    with served(site.folder / "output") as host:
        own = f"http://127.0.0.1:{host.port}/"
        browser.set_window_size(width, 900)
        browser.get(own.rstrip("/") + URL)
        button = browser.find_element(By.CSS_SELECTOR, ".embed button")
        assert button.is_displayed()
        requests = browser.execute_script(REQUESTS)
        assert requests and all(each.startswith(own) for each in requests)
        assert not browser.find_elements(By.TAG_NAME, "iframe")
        assert browser.execute_script(INSIDE)
        before = browser.execute_script(FIGURE)
        for _ in range(40):
            if browser.switch_to.active_element == button:
                break
            browser.switch_to.active_element.send_keys(Keys.TAB)
        assert browser.switch_to.active_element == button
        button.send_keys(Keys.ENTER)
        frame = browser.find_element(By.TAG_NAME, "iframe")
        assert browser.switch_to.active_element == frame
        assert (frame.get_attribute("src"), frame.get_attribute("title")) == (FRAME, "YouTube")
        assert browser.execute_script(FIGURE) == before
        assert frame.size["height"] == pytest.approx(before["height"], abs=1)
        assert len(browser.find_elements(By.TAG_NAME, "iframe")) == 1


def test_without_scripting_a_link_is_all(tmp_path: Path, browser: webdriver.Chrome) -> None:
    site = Site(tmp_path)
    site.article(body=VIDEO)
    site.built()
    page = site.folder / "output" / URL.strip("/") / "index.html"
    page.write_text(re.sub(r"<script src=.*?</script>", "", page.read_text("utf-8")), "utf-8")
    with served(site.folder / "output") as host:
        browser.get(f"http://127.0.0.1:{host.port}{URL}")
        (figure,) = browser.find_elements(By.CLASS_NAME, "embed")
        assert figure.text == "Open at YouTube"
