"""Cards that stand for pages without a photo, and a site's icons: what they show, when they are made, what takes their
place."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from newsgen.pictures import draw_card
from newsgen.pictures.draw_card import card_bytes, font_files, is_rtl, written
from newsgen.pictures.draw_icon import icon_bytes
from newsgen.pictures.social_cards import SIZE, SocialCard, Style, social_card
from tests.checks import picture
from tests.sites import CONFIG, Site

STYLE = Style("The Gazette", "", "")
BELOW = CONFIG.replace("gazette.example", "gazette.example/paper")
HEADLINES = {
    "usual": "Flood in Volos",
    "greek": "Πλημμύρες στον Βόλο: «Τα νερά μπήκαν στα σπίτια μας», λένε κάτοικοι",
    "long word": "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "emoji": "Snow 😀❄️ in the south 🇬🇷 – schools closed 👩‍👩‍👧",
    "empty": "",
    "only spaces": " \u2003 ",
    "500 characters": ("Lorem ipsum dolor sit amet, " * 20)[:500],
    "500 letters": "a" * 500,
    "another script": "李明访问希腊",
    "control characters": "Flood\x00\x1b in\tVolos\n",
}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site", config=BELOW)
    site.article(section="World", tags="[Rain]", author="Bob")
    site.write("content/pages/about.md", "---\ntitle: About us\n---\nWe.\n")
    site.built()
    return site


def drawn(headline: str, kicker: str = "", style: Style = STYLE) -> Image.Image:
    image = Image.open(BytesIO(card_bytes(social_card("/x/", headline, kicker, style), style, Path())))
    image.load()
    return image


def cards(site: Site) -> set[str]:
    """Without the hashes in their names."""
    names = (re.sub(r"-\w{8}\.png$", "", path) for path in site.output() if path.startswith("cards/"))
    return {name.removeprefix("cards/") for name in names}


def shared(site: Site, path: str) -> str:
    """The output path of the picture that stands for a page."""
    (url,) = re.findall(r'<meta property="og:image" content="https://gazette.example/paper/([^"]+)">', site.page(path))
    return str(url)


@pytest.mark.parametrize("name", HEADLINES)
def test_a_card_of_any_headline_is_small_and_has_its_size(name: str) -> None:
    content = card_bytes(social_card("/x/", HEADLINES[name], "World", STYLE), STYLE, Path())
    with Image.open(BytesIO(content)) as image:
        assert image.size == SIZE
    assert len(content) < 60_000


@pytest.mark.parametrize("name", HEADLINES)
def test_nothing_is_drawn_over_the_margins(name: str) -> None:
    image = drawn(HEADLINES[name]).convert("RGB")
    for box in ((0, 0, 60, 526), (1140, 0, 1200, 526), (0, 0, 1200, 56), (0, 512, 1200, 526)):
        assert image.crop(box).getcolors() == [((box[2] - box[0]) * (box[3] - box[1]), (255, 255, 255))]


def test_a_headline_is_shrunk_into_four_lines_and_then_cut_off() -> None:
    font = font_files("", Path())[0]
    words = "flood " * 100
    lines = draw_card._lines(words, font, 52, 4, is_last=True)
    assert len(lines) == 4
    assert lines[-1].endswith("flood…")
    assert draw_card._lines(words, font, 52, 4, is_last=False) == []
    assert "".join(draw_card._lines("a" * 100, font, 52, 4, is_last=True)) == "a" * 100


def test_where_the_font_lacks_letters_the_title_stands_in_place_of_the_headline() -> None:
    assert drawn("李明访问希腊").tobytes() == drawn("").tobytes() != drawn("Flood").tobytes()
    fonts = font_files("", Path())
    assert written("Snow 😀 falls", fonts) == ("Snow falls", fonts[0])
    assert written("Snow in 李", fonts) is None
    assert written("Ὁ Βόλος, Київ, Đà Nẵng", fonts) == ("Ὁ Βόλος, Київ, Đà Nẵng", fonts[0])


def test_a_font_of_the_sites_own_is_used_first(tmp_path: Path) -> None:
    own = tmp_path / "own.ttf"
    own.write_bytes(Path(font_files("", Path())[0]).read_bytes())
    assert font_files("own.ttf", tmp_path)[0] == str(own)
    assert written("Flood", font_files("own.ttf", tmp_path)) == ("Flood", str(own))


def test_scripts_that_run_to_the_left_begin_at_the_right() -> None:
    assert is_rtl("فيضانات 2022 in Volos")
    assert is_rtl("«שיטפונות»")
    assert not is_rtl("2022: Volos in עברית")
    assert not is_rtl("")


def test_without_a_shaper_they_are_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsgen.pictures.draw_card.features.check", lambda name: False)
    assert written("שלום", font_files("", Path())) is None
    assert written("Flood", font_files("", Path()))


def test_a_card_is_the_same_in_another_process() -> None:
    code = (
        "from pathlib import Path; import sys; from newsgen.pictures.draw_card import card_bytes;"
        "from newsgen.pictures.social_cards import SocialCard, Style;"
        "sys.stdout.buffer.write(card_bytes(SocialCard('x', 'Flood in Volos', 'World'),"
        " Style('The Gazette', '#0b6e4f', ''), Path()))"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    style = Style("The Gazette", "#0b6e4f", "")
    own = [card_bytes(SocialCard("x", "Flood in Volos", "World"), style, Path()) for _ in range(2)]
    assert own == [other, other]


def test_the_accent_is_that_of_the_theme_and_the_title_can_be_read_on_it() -> None:
    for accent, ground in (("#ffcc00", (255, 204, 0)), ("#0b6e4f", (11, 110, 79)), ("var(--x)", (163, 20, 42))):
        image = drawn("Flood", style=Style("The Gazette", accent, "")).convert("RGB")
        assert image.getpixel((2, 628)) == ground


def test_every_page_that_may_be_shared_names_a_picture_that_is_there(site: Site) -> None:
    assert cards(site) == {"front", "flood", "world", "about"}
    output = site.output()
    pages = ["/", "/2022/03/flood/", "/section/world/", "/tag/rain/", "/author/bob/", "/about/", "/archive/2022/03/"]
    assert {shared(site, page) for page in pages} == {path for path in output if path.startswith("cards/")}
    text = site.page("/2022/03/flood/")
    assert '<meta property="og:image:width" content="1200">' in text
    assert '<meta property="og:image:height" content="630">' in text
    assert '<meta property="og:image:alt" content="Flood in Volos">' in text
    assert '<meta name="twitter:card" content="summary_large_image">' in text
    assert f'"image":["https://gazette.example/paper/{shared(site, "/2022/03/flood/")}"]' in text
    assert "og:image" not in site.page("404.html")


def test_pages_of_a_listing_share_the_card_of_its_front(site: Site) -> None:
    site.write("config.yaml", f"{BELOW}listing: {{per_page: 1}}\n")
    site.article("storm", title="Storm", section="World")
    site.article("quake", title="Quake", section="World")
    site.built()
    assert shared(site, "/section/world/page/1/") == shared(site, "/section/world/")


def test_a_page_with_a_photo_has_no_card(site: Site) -> None:
    site.write("content/flood.jpg", picture(1600, 900))
    site.article(section="World", photo="{src: flood.jpg, alt: A street}")
    site.built()
    assert "flood" not in cards(site)
    assert shared(site, "/2022/03/flood/").startswith("assets/flood.")


def test_only_what_a_card_shows_makes_it_anew(site: Site) -> None:
    before = shared(site, "/2022/03/flood/")
    site.edit("content/flood.md", "Water rose", "Water fell")
    assert not [page.url for page in site.built().made if "/cards/" in page.url]
    assert shared(site, "/2022/03/flood/") == before
    site.edit("content/flood.md", "Flood in", "Deluge in")
    made = [page.url for page in site.built().made if "/cards/" in page.url]
    assert made == ["/" + shared(site, "/2022/03/flood/")]
    assert before not in site.output()


def test_a_section_that_is_spelt_otherwise_has_another_card(site: Site) -> None:
    before = shared(site, "/section/world/")
    site.edit("content/flood.md", "World", "WORLD")
    site.built()
    assert shared(site, "/section/world/") != before
    assert shared(site, "/section/world/") in site.output()


def test_other_lists_share_the_card_of_the_front_page(site: Site) -> None:
    assert {shared(site, page) for page in ("/tag/rain/", "/author/bob/", "/archive/")} == {shared(site, "/")}


def test_another_title_of_the_site_or_accent_makes_all_anew(site: Site) -> None:
    before = {path for path in site.output() if path.startswith("cards/")}
    site.write("config.yaml", f'{BELOW}theme: {{accent: "#0b6e4f"}}\n')
    site.built()
    after = {path for path in site.output() if path.startswith("cards/")}
    assert len(after) == len(before)
    assert not after & before


def test_a_build_from_nothing_draws_no_card_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    before = site.output()
    monkeypatch.setattr("newsgen.pictures.draw_card.card_bytes", None)
    for file in (site.folder / "output/cards").iterdir():
        file.unlink()
    site.built(forget=True)
    assert site.output() == before


def test_cards_can_be_turned_off_and_need_no_renditions(site: Site) -> None:
    site.write("config.yaml", f"{BELOW}pictures: {{renditions: false}}\n")
    site.built()
    assert "flood" in cards(site)
    site.write("config.yaml", f"{BELOW}pictures: {{cards: false}}\n")
    site.built()
    assert not cards(site)
    assert '<meta name="twitter:card" content="summary">' in site.page("/2022/03/flood/")


def test_a_font_that_is_not_there_is_told(site: Site) -> None:
    site.write("config.yaml", f"{BELOW}pictures: {{card_font: fonts/none.ttf}}\n")
    assert "fonts/none.ttf" in str(site.problem("missing-file"))


def test_a_file_that_is_no_font_is_told(site: Site) -> None:
    site.write("config.yaml", f"{BELOW}pictures: {{card_font: config.yaml}}\n")
    report = site.build()
    assert any("can't be drawn" in str(problem) for problem in report.problems), report.problems


def test_a_writers_page_at_the_url_of_an_icon_is_a_clash(site: Site) -> None:
    site.write("content/pages/icon.md", "---\ntitle: Icon\naliases: [/icon-512.png]\n---\nWe.\n")
    assert any("/icon-512.png" in problem for problem in site.problems())
    site.write("content/pages/icon.md", "---\ntitle: Cards\nslug: cards\n---\nWe.\n")
    site.built()
    assert "cards/index.html" in site.output()


def test_icons_have_their_sizes_and_pages_link_to_them(site: Site) -> None:
    output, text = site.output(), site.page("/")
    sizes = {"apple-touch-icon.png": 180, "icon-192.png": 192, "icon-512.png": 512}
    for name, size in sizes.items():
        assert Image.open(BytesIO(output[name])).size == (size, size)
    assert Image.open(BytesIO(output["favicon.ico"])).info["sizes"] == {(16, 16), (32, 32), (48, 48)}
    assert '<link rel="icon" href="/paper/favicon.ico" sizes="48x48">' in text
    assert '<link rel="apple-touch-icon" href="/paper/apple-touch-icon.png">' in text
    assert '<link rel="manifest" href="/paper/site.webmanifest">' in text
    assert '"url":"https://gazette.example/paper/icon-512.png"' in text


def test_the_manifest_knows_the_sites_own_path_and_language(site: Site) -> None:
    site.write("config.yaml", BELOW.replace("timezone:", "language: ar, timezone:"))
    site.built()
    manifest = json.loads(site.page("site.webmanifest"))
    icons = [icon["src"] for icon in manifest.pop("icons")]
    assert icons == ["/paper/icon-192.png", "/paper/icon-512.png"]
    assert manifest == {
        "name": "The Gazette",
        "lang": "ar",
        "dir": "rtl",
        "start_url": "/paper/",
        "scope": "/paper/",
        "display": "browser",
        "theme_color": "#a3142a",
        "background_color": "#ffffff",
    }


def logo(width: int, height: int, colour: str = "purple") -> bytes:
    file = BytesIO()
    Image.new("RGBA", (width, height), colour).save(file, "PNG")
    return file.getvalue()


def test_icons_show_the_logo_and_change_with_it(site: Site) -> None:
    site.write("config.yaml", BELOW.replace("timezone:", "logo: logo.png, timezone:"))
    site.write("assets/logo.png", logo(300, 200))
    site.built()
    icon = Image.open(BytesIO(site.output()["icon-192.png"])).convert("RGBA")
    assert icon.getpixel((96, 96)) == (128, 0, 128, 255)
    assert icon.getpixel((96, 2)) == (255, 255, 255, 0)
    assert re.search(r'"logo":{[^}]*"url":"https://gazette\.example/paper/assets/logo\.\w+\.png"', site.page("/"))
    site.write("assets/logo.png", logo(300, 200, "green"))
    site.built()
    icon = Image.open(BytesIO(site.output()["icon-192.png"])).convert("RGBA")
    assert icon.getpixel((96, 96)) == (0, 128, 0, 255)


@pytest.mark.parametrize(("name", "content"), [("logo.svg", b"<svg/>"), ("logo.png", logo(600, 60))])
def test_of_what_can_not_be_an_icon_the_initial_stands_there(site: Site, name: str, content: bytes) -> None:
    initial = site.output()["icon-512.png"]
    site.write("config.yaml", BELOW.replace("timezone:", f"logo: {name}, timezone:"))
    site.write(f"assets/{name}", content)
    site.built()
    assert site.output()["icon-512.png"] == initial
    assert '"url":"https://gazette.example/paper/icon-512.png"' in site.page("/")


def test_an_initial_for_which_there_is_no_font_is_left_out() -> None:
    image = Image.open(BytesIO(icon_bytes("icon-192.png", "", Style("李", "", ""), Path())))
    assert image.getcolors() == [(192 * 192, (163, 20, 42))]


def test_the_sites_own_icons_take_the_place_of_ours(site: Site) -> None:
    site.write("assets/_root/favicon.ico", b"own")
    site.write("assets/apple-touch-icon.png", logo(180, 180))
    site.write("assets/favicon.svg", "<svg/>")
    site.built()
    output, text = site.output(), site.page("/")
    assert output["favicon.ico"] == b"own"
    assert "apple-touch-icon.png" not in output
    assert re.search(r'<link rel="apple-touch-icon" href="/paper/assets/apple-touch-icon\.\w{8}\.png">', text)
    assert re.search(r'<link rel="icon" href="/paper/assets/favicon\.\w{8}\.svg" type="image/svg\+xml">', text)
    site.delete("assets/_root/favicon.ico")
    site.built()
    assert Image.open(BytesIO(site.output()["favicon.ico"])).size == (48, 48)


def test_a_build_that_draws_nothing_does_not_load_what_draws(site: Site) -> None:
    site.edit("content/flood.md", "Water rose", "Water fell")
    code = (
        "import sys; from pathlib import Path; from tests.sites import NOW; from newsgen.site.building import build;"
        "from newsgen.site.options import Options;"
        f"assert build(Options(source=Path({str(site.folder)!r}), now=NOW, jobs=1)).built;"
        "print(sorted(name for name in sys.modules if 'PIL.ImageFont' in name or 'fontpkg' in name or 'draw_' in name))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert found.stdout == "[]\n"
