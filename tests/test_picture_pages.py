"""Pictures on pages of a built site: what is offered is there, once made it stays, and what changes is made anew."""

from __future__ import annotations

import os
import re
from io import BytesIO
from pathlib import Path
from time import time

import pytest
from click.testing import CliRunner
from PIL import Image

from newsgen.cli.main import main
from newsgen.pictures import rendition_cache
from tests.checks import located, picture
from tests.sites import CONFIG, NOW, Site

_URLS = re.compile(r"/assets/[^\s\"',<>]+\.(?:jpg|png|webp|avif|gif)")
PHOTO = "{src: flood.jpg, alt: A street}"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site")
    site.article(photo=PHOTO, body="Rain.\n\n![A bridge](bridge.png)\n")
    site.write("content/flood.jpg", picture(1600, 900))
    file = BytesIO()
    Image.new("RGB", (900, 600), "olive").save(file, "PNG")
    site.write("content/bridge.png", file.getvalue())
    site.built()
    return site


def outputs(site: Site, ending: str = "") -> set[str]:
    folder = site.folder / "output"
    return {path.relative_to(folder).as_posix() for path in folder.rglob(f"*{ending}") if path.is_file()}


def page(site: Site, path: str = "2022/03/flood/index.html") -> str:
    return (site.folder / "output" / path).read_text(encoding="utf-8")


def kept(site: Site) -> dict[str, bytes]:
    """The files in the cache of renditions."""
    return {file.name: file.read_bytes() for file in (site.folder / ".newsgen/pictures").iterdir() if file.suffix}


def test_every_picture_that_a_page_names_is_put_out_and_every_one_is_named(site: Site) -> None:
    site.article(photo=PHOTO, must_read="true", body="Rain.\n\n![A bridge](bridge.png)\n")
    site.article("drizzle", date="2022-03-05T10:00")
    site.built()
    texts = [page(site, path) for path in outputs(site) if path.endswith((".html", ".xml", ".json"))]
    named = {url.removeprefix("/") for text in texts for url in _URLS.findall(text)}
    pictures = {
        path
        for path in outputs(site)
        if (path.endswith((".jpg", ".png", ".webp")) and "flood" in path) or "bridge" in path
    }
    pictures = {path for path in pictures if path.startswith("assets/")}
    assert named >= pictures
    assert {url for url in named if "flood" in url or "bridge" in url} == pictures
    for path in pictures:
        with Image.open(site.folder / "output" / path) as image:
            said = re.search(r"-(\d+)x(\d+)", path)
            assert not said or image.size == (int(said[1]), int(said[2]))


def test_a_photo_is_offered_in_the_sizes_of_its_place(site: Site) -> None:
    text = page(site)
    (shown,) = re.findall(r"<figure class=\"photo\">\s*<picture>(.*?)</picture>", text, re.DOTALL)
    assert re.search(r'<source type="image/webp" srcset="/assets/flood\.\w{8}-480x270\.webp 480w, [^"]* 1600w"', shown)
    assert 'width="1600" height="900"' in shown
    assert 'fetchpriority="high"' in shown
    assert 'loading="lazy"' not in shown
    (colour,) = re.findall(r'style="background-color: #(\w{6})"', shown)
    assert all(abs(one - other) < 6 for one, other in zip(bytes.fromhex(colour), (0, 0, 128), strict=True))
    front, *_ = re.findall(r"<picture>(.*?)</picture>", page(site, "index.html"), re.DOTALL)
    assert "-400x225.webp 400w" in front


def test_search_engines_get_three_shapes(site: Site) -> None:
    shapes = set(re.findall(r"https://gazette\.example/assets/flood\.\w{8}-(\d+x\d+)\.jpg", page(site)))
    assert shapes >= {"1200x675", "1200x900", "900x900"}


def test_a_picture_in_a_text_is_offered_in_sizes_too_and_waits(site: Site) -> None:
    body = page(site).partition("<p>Rain.</p>")[2].partition("</picture>")[0]
    assert re.search(r'<picture><source type="image/webp" srcset="[^"]*-480x320\.webp 480w', body)
    assert 'loading="lazy"' in body
    assert 'alt="A bridge"' in body


def test_the_point_that_must_be_seen_names_the_crops(site: Site) -> None:
    site.article(photo="{src: flood.jpg, alt: A street, focus: [80, 20]}")
    site.built()
    assert re.search(r"flood\.\w{8}-900x900-80-20\.jpg", page(site))


@pytest.mark.parametrize("focus", ["[80]", "[80, 120]", "[a, b]", "80, 20"])
def test_a_point_outside_the_picture_is_told(site: Site, focus: str) -> None:
    site.article(photo=f"{{src: flood.jpg, focus: {focus}}}")
    report = site.build()
    assert not report.built
    assert any("focus" in str(problem) for problem in report.problems), report.problems


def test_without_renditions_pictures_are_put_out_as_they_are(site: Site) -> None:
    site.write("config.yaml", f"{CONFIG}pictures: {{renditions: false}}\n")
    site.built()
    (output,) = [path for path in outputs(site, ".jpg") if "flood" in path]
    assert (site.folder / "output" / output).read_bytes() == (site.folder / "content/flood.jpg").read_bytes()
    assert "srcset" not in page(site)


def test_what_was_made_once_is_not_made_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsgen.pictures.encode.encoded", None)
    before = {path: (site.folder / "output" / path).read_bytes() for path in outputs(site)}
    site.built(forget=True)
    for path, content in before.items():
        (site.folder / "output" / path).unlink()
        assert content
    site.built()
    assert {path: (site.folder / "output" / path).read_bytes() for path in outputs(site)} == before


def test_a_damaged_one_is_made_again(site: Site) -> None:
    whole = kept(site)
    for name in whole:
        (site.folder / ".newsgen/pictures" / name).write_bytes(whole[name][:40] + b"x" + whole[name][41:])
    before = {path: (site.folder / "output" / path).read_bytes() for path in outputs(site)}
    for path in outputs(site):
        (site.folder / "output" / path).unlink()
    site.built()
    assert {path: (site.folder / "output" / path).read_bytes() for path in outputs(site)} == before
    assert kept(site) == whole


def test_a_quality_makes_all_anew_and_a_place_only_what_it_lacks(site: Site) -> None:
    before = set(kept(site))
    site.write("config.yaml", f"{CONFIG}pictures: {{sizes: {{lead: {{widths: [300], ratio: '1:1'}}}}}}\n")
    site.built()
    new = set(kept(site)) - before
    assert new
    assert all("-300x300." in name for name in new)
    site.write("config.yaml", f"{CONFIG}pictures: {{quality: {{webp: 30}}}}\n")
    site.built()
    assert not {name for name in kept(site) if name in before and name in outputs(site)}


def test_only_what_shows_a_photo_changes_with_it(site: Site) -> None:
    site.article("other", title="Another story")
    site.built()
    site.write("content/flood.jpg", picture(1400, 900))
    written = site.built().written
    assert written is not None
    pages = {path for path in written.written if not path.startswith("assets/")}
    assert "2022/03/flood/index.html" in pages
    assert "2022/03/other/index.html" not in {path for path in pages if "flood" not in page(site, path)}
    assert all("flood" in path for path in written.written if path.startswith("assets/"))


def test_what_nothing_shows_goes_from_the_cache_after_a_while(site: Site) -> None:
    folder = site.folder / ".newsgen/pictures"
    before = set(kept(site))
    site.delete("content/bridge.png")
    site.article(photo=PHOTO)
    site.built()
    assert set(kept(site)) >= before
    old = time() - rendition_cache.KEPT - 10
    for name in os.listdir(folder):
        os.utime(folder / name, (old, old))
    site.article(photo=PHOTO, body="Sun.")
    site.built()
    left = set(kept(site))
    assert left
    assert not any("bridge" in name for name in left)
    assert any("flood" in name for name in left)


def test_clean_leaves_what_took_long_unless_it_is_told(site: Site) -> None:
    for arguments, is_left in ((["clean"], True), (["clean", "--pictures"], False)):
        assert CliRunner().invoke(main, [*arguments, "-s", str(site.folder)]).exit_code == 0
        assert (site.folder / ".newsgen/pictures").exists() == is_left


def test_readers_are_not_told_where_a_photo_was_taken(site: Site) -> None:
    site.write("content/flood.jpg", located(width=1600, height=900))
    site.built()
    for path in outputs(site):
        if "flood." in path and path.startswith("assets/"):
            with Image.open(site.folder / "output" / path) as image:
                assert not image.getexif().get_ifd(0x8825), path


@pytest.mark.parametrize("jobs", [1, 3])
def test_any_number_of_workers_makes_the_same(site: Site, tmp_path: Path, jobs: int) -> None:
    other = Site(tmp_path / "other")
    for file in ("content/flood.md", "content/flood.jpg", "content/bridge.png"):
        other.write(file, (site.folder / file).read_bytes())
    other.built(jobs=jobs)
    assert {path: (other.folder / "output" / path).read_bytes() for path in outputs(other)} == {
        path: (site.folder / "output" / path).read_bytes() for path in outputs(site)
    }


def test_a_picture_that_can_not_be_decoded_is_put_out_as_it_is_and_told(site: Site) -> None:
    content = picture(1600, 900)
    site.write("content/flood.jpg", content[: len(content) // 2])
    report = site.built()
    (told,) = [str(problem) for problem in report.problems if problem.code == "photo"]
    assert "content/flood.md:4" in told
    assert "is put out as it is: it is damaged" in told


def test_what_moves_is_put_out_as_it_is(site: Site) -> None:
    file = BytesIO()
    Image.new("RGB", (900, 600)).save(file, "WEBP", save_all=True, append_images=[Image.new("RGB", (900, 600), "red")])
    site.write("content/bridge.webp", file.getvalue())
    site.article(body="![A bridge](bridge.webp)")
    report = site.built()
    assert report.problems == ()
    assert any(path.startswith("assets/bridge.") for path in outputs(site, ".webp"))


def test_credit_and_alt_come_from_the_file_where_nobody_wrote_them(site: Site) -> None:
    packet = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Credit="Eleni &lt;b&gt; K"'
        b' xmlns:c="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"'
        b' c:AltTextAccessibility="A river"/></rdf:RDF></x:xmpmeta>'
    )
    site.write("content/flood.jpg", picture(1600, 900, xmp=packet))
    site.article(photo="{src: flood.jpg}")
    site.built()
    assert "Eleni &lt;b&gt; K" in page(site)
    assert 'alt="A river"' in page(site)
    site.article(photo="{src: flood.jpg, alt: Own, credit: Mine}")
    site.built()
    assert "Eleni" not in page(site)


def test_the_preview_makes_a_size_when_it_is_asked_for(site: Site) -> None:
    from newsgen.serve.preview import Preview
    from newsgen.site.options import Options, configured

    CliRunner().invoke(main, ["clean", "--pictures", "-s", str(site.folder)])
    options = Options(source=site.folder, now=NOW)
    config, problems = configured(options)
    assert config is not None
    preview = Preview(options, config, problems, lambda: NOW)
    try:
        shown = preview.shown("/2022/03/flood/")
        assert not (site.folder / ".newsgen/pictures").exists()
        content = shown.content
        assert isinstance(content, bytes)
        for url in re.findall(rb"/assets/flood\.\w{8}-480x270\.webp", content)[:1]:
            made = preview.shown(url.decode())
            assert made.status == 200
            assert isinstance(made.content, bytes)
            assert Image.open(BytesIO(made.content)).size == (480, 270)
        assert len(kept(site)) == 1
    finally:
        preview.close()
