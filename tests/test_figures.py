"""Figures: captions and credits, galleries, widths, films and sounds, in both engines."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html
from selenium import webdriver

from newsgen.model.config import EngineName
from tests.checks import picture, said
from tests.sites import CONFIG, Site
from tests.test_file_names import served
from tests.test_reader import show

URL = "/2022/03/flood/"
ENGINES: list[EngineName] = ["markdown", "commonmark"]


@pytest.fixture(params=ENGINES)
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Site:
    site = Site(tmp_path / "site", config=CONFIG.replace("commonmark", request.param))
    for name in ("a", "b", "c"):
        site.write(f"content/{name}.jpg", picture(1600, 900))
    for name in ("film.mp4", "talk.mp3", "map.pdf"):
        site.write(f"content/{name}", b"not read")
    return site


def body(site: Site, text: str) -> html.HtmlElement:
    site.article(body=text)
    site.built()
    (found,) = html.document_fromstring(site.page(URL)).find_class("body")
    return found


def shown(site: Site, text: str) -> tuple[list[tuple[str, str]], list[str]]:
    """Caption and credit of each figure, and the elements that the body holds."""
    found = body(site, text)
    figures = [
        tuple(" ".join(part.text_content() for part in figure.find_class(name)) for name in ("caption", "credit"))
        for figure in found.iter("figure")
    ]
    return figures, [child.tag for child in found]  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("title", "caption", "credit"),
    [
        ("The quay", "The quay", ""),
        ("The quay | Maria P", "The quay", "PHOTO: Maria P"),
        ("| Photo: Maria P", "", "PHOTO: Maria P"),
        ("Now | then | Maria P", "Now | then", "PHOTO: Maria P"),
        (r"Now \| then", "Now | then", ""),
        (r"Now | Agency \| Maria", "Now", "PHOTO: Agency | Maria"),
        ("A|B", "A|B", ""),
        ("1 < 2 & 3", "1 < 2 & 3", ""),
        ("<script>alert(1)</script> | <b>x</b>", "<script>alert(1)</script>", "PHOTO: x"),
        ("*Now* and [then](/x/)", "Now and then", ""),
        ("Το λιμάνι | Μαρία Π.", "Το λιμάνι", "PHOTO: Μαρία Π."),
        ("الميناء | مريم", "الميناء", "PHOTO: مريم"),
        (r"She said \"no\"", 'She said "no"', ""),
        ("It's she's", "It’s she’s", ""),
        ("&#xe000;1&#xe001; &amp;#xe000;0&amp;#xe001;", "1 0", ""),
    ],
)
def test_a_picture_alone_with_a_title_has_a_caption_and_a_credit(
    title: str, caption: str, credit: str, site: Site
) -> None:
    figures, tags = shown(site, f'Rain.\n\n![A street](a.jpg "{title}")\n\nMore.')
    assert figures == [(caption, credit)]
    assert tags == ["p", "figure", "p"]


def test_its_renditions_stay(site: Site) -> None:
    (figure,) = body(site, '![A "street"](a.jpg "Rain")').iter("figure")
    assert [child.tag for child in figure] == ["picture", "figcaption"]
    (image,) = figure.iter("img")
    assert [image.get(name) for name in ("title", "alt")] == [None, 'A "street"']
    assert image.get("sizes") == "(width < 48rem) 100vw, 43rem"


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ('Look: ![a](a.jpg "Rain | X") there.', 0),
        ("![a](a.jpg)", 0),
        ('- ![a](a.jpg "Rain")\n- x', 0),
        ('- One.\n\n  ![a](a.jpg "Rain")\n', 1),
        ('> ![a](a.jpg "Rain")', 1),
        ('| a |\n| --- |\n| ![a](a.jpg "Rain") |', 0),
        ('# ![a](a.jpg "Rain")', 0),
        ('![a][b]\n\n[b]: a.jpg "Rain"', 1),
        ('[![a](a.jpg "Rain")](/x/)', 1),
        ('![](a.jpg "Rain")', 1),
        ('`![a](a.jpg "Rain")`', 0),
        ('```\n![a](a.jpg "Rain")\n```', 0),
        ("![a](a.jpg)\n![b](b.jpg)", 2),
        ("![a](a.jpg) ![b](b.jpg)\\\n![c](c.jpg)", 3),
        ("![a](a.jpg)\n\n![b](b.jpg)", 0),
        ("![a](a.jpg)\n![b](b.jpg)\nText", 0),
    ],
)
def test_what_is_a_figure(text: str, figures: int, site: Site) -> None:
    found = body(site, text)
    assert len(list(found.iter("figure"))) == figures
    images = list(found.iter("img"))
    assert [image.get("title") for image in images].count("Rain") == (
        text.count('"Rain"') if not figures and "`" not in text else 0
    )
    assert len(found.find_class("gallery")) == (figures > 1)


def test_a_picture_that_is_a_link_stays_one(site: Site) -> None:
    (figure,) = body(site, '[![a](a.jpg "Rain")](/pages/)').iter("figure")
    (link,) = figure.iter("a")
    assert [link.get("href"), len(list(link.iter("img")))] == ["/pages/", 1]


FIGURE = """Rain.

```figure
src: a.jpg
alt: 'A "street" & <b>'
caption: "Water: 'rose' <i onclick=x>fast</i>"
credit: 'Photo: Maria P'
credit_url: https://maria.example/?a=1&b=2
license: CC BY 4.0
width: wide
```
"""


def test_a_block_is_a_figure(site: Site) -> None:
    (figure,) = body(site, FIGURE).iter("figure")
    assert figure.get("class") == "photo wide"
    (image,) = figure.iter("img")
    assert image.get("alt") == 'A "street" & <b>'
    assert image.get("sizes") == "(width < 50rem) 100vw, 48rem"
    assert "1600w" in image.get("srcset", "")
    assert "data-size" not in html.tostring(figure, encoding="unicode")
    assert figure.find_class("caption")[0].text_content() == "Water: ‘rose’ fast"
    assert figure.find_class("credit")[0].text_content() == "PHOTO: Maria P"
    links = [link.get("href") for link in figure.iter("a")]
    assert links == ["https://maria.example/?a=1&b=2", "https://creativecommons.org/licenses/by/4.0/"]


def test_a_block_of_a_gallery_has_a_figure_for_each(site: Site) -> None:
    text = "```gallery\n- src: a.jpg\n  alt: A\n  caption: First\n- {src: b.jpg, alt: B}\n```"
    (gallery,) = body(site, text).find_class("gallery")
    assert [child.tag for child in gallery] == ["figure", "figure"]
    assert [image.get("sizes") for image in gallery.iter("img")] == ["(width < 42rem) 50vw, 21rem"] * 2


def test_renditions_of_every_place_are_put_out(site: Site) -> None:
    text = "![a](a.jpg)\n\n```figure\n{src: a.jpg, width: full}\n```\n\n```gallery\n- src: a.jpg\n```"
    found = html.tostring(body(site, text), encoding="unicode")
    named = {url.removeprefix("/") for url in re.findall(r"/assets/a\.[\w.-]+", found)}
    assert {path for path in site.output() if path.startswith("assets/a.")} == named
    assert len(named) > 10


@pytest.mark.parametrize("width", ["", "\nwidth: full"])
def test_a_film_plays_only_when_it_is_asked_to(width: str, site: Site) -> None:
    text = f"```figure\nsrc: film.mp4\nposter: a.jpg\nalt: Waves\ncaption: The flood\ncredit: ERT{width}\n```"
    (figure,) = body(site, text).iter("figure")
    (video,) = figure.iter("video")
    assert [video.get("preload"), video.get("controls"), video.get("autoplay")] == ["none", "", None]
    assert [video.get("width"), video.get("height"), video.get("aria-label")] == ["1600", "900", "Waves"]
    assert video.get("src") == video[0].get("href")
    assert {video.get("src", "")[1:], video.get("poster", "")[1:]} <= site.output().keys()
    assert figure.find_class("credit")[0].text_content() == "VIDEO: ERT"
    assert video.get("loading") is None


@pytest.mark.parametrize(
    ("text", "caption"),
    [
        ('![Waves](film.mp4 "The flood | ERT")', "The flood"),
        ("![Waves](film.mp4)", "Waves"),
        ("![Waves](https://a.example/film.webm?x=1)", "Waves"),
    ],
)
def test_a_film_is_shown_as_a_picture_is(text: str, caption: str, site: Site) -> None:
    (figure,) = body(site, text).iter("figure")
    assert len(list(figure.iter("video"))) == 1
    assert not list(figure.iter("img"))
    assert figure.find_class("caption")[0].text_content() == caption


def test_a_sound_within_a_sentence_stays_there(site: Site) -> None:
    found = body(site, "Hear ![her](talk.mp3) now.")
    (audio,) = found.iter("audio")
    assert audio.getparent().tag == "p"
    assert [audio.get("preload"), audio.get("aria-label")] == ["none", "her"]


@pytest.mark.parametrize(
    ("block", "told"),
    [
        ("src: a.jpg\ncaptoin: x", "7:1: 'figure' has no key 'captoin' (did you mean 'caption'?)"),
        ("caption: x", "6:1: 'figure' lacks the key 'src' (add `src: ...`)"),
        ("src: a.jpg\nwidth: huge", "7:8: 'figure.width': it can't be 'huge' (one of full, wide)"),
        ("src: 'javascript:alert(1)//x.mp4'", "6:6: 'figure.src': this text has a form that is not taken"),
        ('src: "java\\tscript:alert(1)//x.mp4"', "6:6: 'figure.src': this text has a form that is not taken"),
        ("src: a.jpg\ncredit_url: 'javascript:x'", "7:13: 'figure.credit_url': this text has a form that is not taken"),
        ("- src: a.jpg", "6:1: 'figure': expected a group of keys or nothing, got a list"),
        ("a.jpg", "6:1: 'figure': expected a group of keys or nothing, got text"),
        ("src: a.jpg\nsrc: b.jpg", "7:1: the key 'src' stands twice"),
        ("src: 'a.jpg", "6:6: a quote is opened and never closed"),
        ("", "6:1: this figure is empty"),
        ("src: gone.jpg", "6:6: 'gone.jpg' can't be used: there is no such file"),
        ("src: film.mp4\nposter: map.pdf", "7:9: 'map.pdf' can't be used: it is no picture"),
        ("src: film.mp4\nposter: gone.jpg", "7:9: 'gone.jpg' can't be used: there is no such file"),
        ("src: gone.mp4", "6:6: 'gone.mp4' can't be used: there is no such file"),
    ],
)
def test_what_is_wrong_with_a_block_is_told_at_its_place(block: str, told: str, site: Site) -> None:
    site.article(body=f"```figure\n{block}\n```\n\nRain.")
    (problem,) = site.problems()
    assert problem.startswith(f"content/flood.md:{told}")


def test_all_that_is_wrong_with_a_block_is_told(site: Site) -> None:
    site.article(
        body="```gallery\n- {src: a.mp3, alt: A, wdth: 3}\n- {src: b.mp3, licence: x, license: y, poster: c.jpg}\n"
        "- {scr: c.mp3}\n```"
    )
    assert [problem.removeprefix("content/flood.md:").split(" (")[0] for problem in site.problems()] == [
        "6:24: 'gallery' has no key 'wdth'",
        "7:16: 'gallery' has no key 'licence'",
        "7:37: 'gallery.license': this text has a form that is not taken",
        "8:4: 'gallery' has no key 'scr'",
    ]


def test_a_poster_is_a_films(site: Site) -> None:
    site.article(body="```figure\nsrc: https://two.example/a.jpg\nalt: A\nposter: https://two.example/b.jpg\n```")
    (problem,) = site.problems()
    assert problem == "content/flood.md:8:1: 'poster': 'https://two.example/a.jpg' is no film (remove it)"


def test_each_needless_poster_has_its_own_place(site: Site) -> None:
    url = "https://two.example"
    site.article(
        body=f"```gallery\n- {{src: {url}/a.mp4, poster: {url}/b.jpg}}\n- {{src: {url}/c.jpg, poster: {url}/d.jpg}}\n"
        f"-   src: {url}/e.mp3\n    poster: {url}/f.jpg\n```"
    )
    assert [problem.split(": ")[0] for problem in site.problems()] == ["content/flood.md:7:36", "content/flood.md:9:5"]


def test_a_place_is_found_in_a_quote_and_behind_other_blocks(site: Site) -> None:
    first = "```figure\nsrc: a.jpg\n```\n\n````\n```figure\nsrc: b.jpg\n```\n````"
    site.article(body=f"{first}\n\n> ```gallery\n> - src: c.jpg\n>   captoin: x\n> ```")
    (problem,) = site.problems()
    assert problem.startswith("content/flood.md:17:5: 'gallery' has no key 'captoin'")


def test_a_check_tells_of_a_block_without_an_alternative_text(site: Site) -> None:
    site.article(body="Rain.\n\n```figure\nsrc: a.jpg\ncaption: Rain\n```\n\n![Waves](film.mp4)")
    assert [each for each in said(site) if "alternative" in each or "link" in each] == [
        "warning photo-alt content/flood.md:7:1: a picture in the text has no alternative text (![what it shows](...))"
    ]


def test_a_writers_html_is_no_figure_of_ours(site: Site) -> None:
    text = '<figure class="photo full" data-size="full"><img src="a.jpg" data-size="full" alt="A"></figure>'
    (figure,) = body(site, text).iter("figure")
    assert figure.get("class") is None
    assert next(figure.iter("img")).get("sizes", "").endswith("43rem")


def test_what_is_said_of_pictures_is_no_part_of_the_text(site: Site) -> None:
    figures = '![A](a.jpg "Caption one")\n\n```figure\nsrc: b.jpg\ncaption: Caption two\n```\n\n![Caption](film.mp4)'
    site.article(body=f"{figures}\n\nWater rose.\n\n{figures}")
    site.article(name="short", body=f"{figures}\n\n<!--more-->\n\nWater fell.")
    site.built()
    assert 'name="description" content="Water rose."' in site.page(URL)
    assert '"wordCount":2' in site.page(URL).replace(" ", "")
    assert "aption" not in site.page("/")


def test_a_feed_has_figures_with_whole_addresses(site: Site) -> None:
    site.article(body=f'{FIGURE}\n\n![Waves](film.mp4 "The flood")')
    site.built()
    content = html.fromstring(
        html.fromstring(site.page("/feed.xml").encode()).xpath("string(//*[name()='content:encoded'])")
    )
    assert [figure.get("class") for figure in content.iter("figure")] == ["photo wide", "photo"]
    assert all(each.get("src").startswith("https://gazette.example/assets/") for each in content.iter("img", "video"))


BROAD = "![a](a.jpg)\n![b](b.jpg)\n\n" + "".join(
    f"```figure\n{{src: a.jpg, alt: A, caption: Rain{width}}}\n```\n\n"
    for width in ("", ", width: wide", ", width: full")
)
WIDTHS = """
return [...document.querySelectorAll('.body > .photo img, .gallery img')].map(each => [
    each.getBoundingClientRect().width, each.getBoundingClientRect().left, each.sizes])
"""
ASKED = """
const box = document.createElement('div')
for (const each of arguments[0].split(',')) {
    const [, condition, length] = each.trim().match(/^(?:(\\(.*\\))\\s)?(.+)$/)
    if (!condition || matchMedia(condition).matches) { box.style.width = length; break }
}
document.documentElement.append(box)
const width = box.getBoundingClientRect().width
box.remove()
return width
"""
"""The width that `sizes` tells."""


@pytest.mark.parametrize(("name", "tolerance"), [("flood", 1.05), ("pages/about", 1.4)])
def test_figures_are_as_wide_as_their_pictures_are_told_to_be(
    name: str, tolerance: float, tmp_path: Path, browser: webdriver.Chrome
) -> None:
    site = Site(tmp_path / "site")
    for each in ("a", "b"):
        site.write(f"content/{each}.jpg", picture(2400, 1350))
    site.article(name=name, body=f"Rain.\n\n{BROAD}Rain.".replace("a.jpg", "/a.jpg").replace("b.jpg", "/b.jpg"))
    for number in range(3):
        site.article(name=f"other-{number}", title=f"Other {number}")
    site.built()
    with served(site.folder / "output") as host:
        address = f"http://127.0.0.1:{host.port}{URL if name == 'flood' else '/about/'}"
        for width in (375, 768, 1000, 1280, 1600):
            show(browser, address, width)
            assert browser.execute_script("return document.documentElement.scrollWidth") <= width
            *gallery, plain, wide, full = browser.execute_script(WIDTHS)
            assert [each[0] for each in gallery] == [gallery[0][0]] * 2
            assert plain[0] <= wide[0] <= full[0] <= width
            assert full[0] > wide[0]
            told = {each[2]: each[0] for each in (gallery[0], plain, wide, full)}
            for sizes, shown_as in told.items():
                asked = browser.execute_script(ASKED, sizes)
                assert shown_as <= asked * tolerance, (width, sizes, shown_as, asked)
                assert asked <= shown_as * 1.35, (width, sizes, shown_as, asked)


def test_a_trusted_text_has_figures_too(site: Site) -> None:
    site.edit("config.yaml", "markdown: {", "markdown: {html: trusted, ")
    figures, tags = shown(site, '![A](a.jpg "Now | Maria")\n\n![A](a.jpg)\n![B](b.jpg)\n\n![Waves](film.mp4)')
    assert figures == [("Now", "PHOTO: Maria"), ("", ""), ("", ""), ("Waves", "")]
    assert tags == ["figure", "div", "figure"]
