"""What each page tells search engines: by strict schemas of our own, and equal to what its readers see.

The schemas follow schema.org and what Google documents of Article, Breadcrumb, Profile page, Carousel, Organization,
Site names and Image metadata: what it requires and recommends has to be there, and nothing that is not named here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from lxml import html
from msgspec import Struct
from PIL import Image

from newsgen.site import Options, build
from tests.documents import ROOT
from tests.sites import NOW, Site
from tests.test_metadata import references

ORIGIN = "https://gazette.example/paper"
CONFIG = f"""\
site:
  title: The Gazette
  url: {ORIGIN}
  description: All the news of Volos.
  publisher:
    name: Gazette Press
    url: https://press.example/
    email: desk@gazette.example
    founded: "1999"
    same_as: ["https://social.example/@gazette"]
    corrections_policy: /about/
    ethics_policy: /about/
    ownership: https://press.example/owners
listing: {{per_page: 4}}
markdown: {{engine: commonmark}}
sections: {{news: {{description: What happened.}}}}
"""
AUTHORS = """\
Maria P: {role: Editor, bio: Writes about rivers., email: m@g.example, links: ['https://m.example/m'], photo: p.jpg}
Nikos K: {role: Reporter}
"""
PHOTO = (
    "{src: p.jpg, alt: A street, caption: The street, credit: Maria P, credit_url: 'https://m.example/',"
    " license: CC BY 4.0}"
)
ARTICLES = {"NewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle", "AdvertiserContentArticle"}
LISTS = set("front section tag author month archive sections tags authors corrections".split())
SHAPES = ((16, 9), (4, 3), (1, 1))
WIDEST = 1200
ENOUGH = 50_000
"""Pixels that Google wants of a picture at least."""

# Schemas

URL = {"type": "string", "pattern": r"^https://[!-~]+$"}
TEXT = {"type": "string", "minLength": 1}
COUNT = {"type": "integer", "minimum": 1}
INSTANT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"}
LANGUAGE = {"type": "string", "pattern": r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$"}


def listed(of: Any, least: int = 1) -> Any:
    return {"type": "array", "items": of, "minItems": least, "uniqueItems": True}


def closed(required: dict[str, Any], optional: dict[str, Any]) -> Any:
    keys = {"required": list(required), "properties": required | optional}
    return {"type": "object", "additionalProperties": False, **keys}


def thing(*kinds: str, required: dict[str, Any], **optional: Any) -> Any:
    return closed({"@type": {"enum": list(kinds)}, **required}, optional)


REFERENCE = closed({"@id": URL}, {})
PICTURE = thing(
    "ImageObject",
    required={"@id": URL, "url": URL, "contentUrl": URL},
    width=COUNT,
    height=COUNT,
    caption=TEXT,
    creditText=TEXT,
    creator={"type": "object"},
    license=URL,
    acquireLicensePage=URL,
)
LOGO = thing("ImageObject", required={"@id": URL, "url": URL, "contentUrl": URL})
PERSON = thing(
    "Person",
    required={"@id": URL, "name": TEXT, "url": URL},
    jobTitle=TEXT,
    description=TEXT,
    image=URL,
    sameAs=listed(URL),
)
PLACE = thing("ListItem", required={"position": COUNT, "url": URL})
STEP = thing("ListItem", required={"position": COUNT, "name": TEXT, "item": URL})
CORRECTION = thing("CorrectionComment", required={"text": TEXT}, datePublished=INSTANT)
PAGE = {"@id": URL, "url": URL, "name": TEXT, "inLanguage": LANGUAGE, "isPartOf": REFERENCE}
SHOWN = {"description": TEXT, "breadcrumb": REFERENCE, "primaryImageOfPage": REFERENCE, "image": URL}
TOP = [
    thing(
        *ARTICLES,
        required={
            "@id": URL,
            "url": URL,
            "mainEntityOfPage": REFERENCE,
            "headline": TEXT,
            "description": TEXT,
            "datePublished": INSTANT,
            "dateModified": INSTANT,
            "author": listed({"anyOf": [PERSON, REFERENCE]}),
            "publisher": REFERENCE,
            "image": listed({"anyOf": [REFERENCE, URL]}),
            "articleSection": TEXT,
            "inLanguage": LANGUAGE,
            "wordCount": COUNT,
            "isAccessibleForFree": {"const": True},
        },
        alternativeHeadline=TEXT,
        keywords=listed(TEXT),
        correction=listed(CORRECTION),
    ),
    thing("WebPage", required=PAGE, **SHOWN),
    thing("CollectionPage", required=PAGE | {"mainEntity": REFERENCE}, **SHOWN),
    thing(
        "ProfilePage",
        required=PAGE | {"mainEntity": PERSON, "dateModified": INSTANT, "mentions": REFERENCE},
        **SHOWN,
    ),
    thing("ItemList", required={"@id": URL, "itemListElement": listed(PLACE)}),
    thing("BreadcrumbList", required={"@id": URL, "itemListElement": listed(STEP, least=2)}),
    PICTURE,
    thing(
        "NewsMediaOrganization",
        required={"@id": URL, "name": TEXT, "url": URL, "logo": LOGO},
        sameAs=listed(URL),
        foundingDate={"type": "string", "pattern": r"^\d{4}(-\d\d-\d\d)?$"},
        email={"type": "string", "pattern": "^[^@ ]+@[^@ ]+$"},
        correctionsPolicy=URL,
        ethicsPolicy=URL,
        ownershipFundingInfo=URL,
    ),
    thing(
        "WebSite",
        required={"@id": URL, "name": TEXT, "url": URL, "inLanguage": LANGUAGE, "publisher": REFERENCE},
        description=TEXT,
    ),
]
SCHEMAS = {kind: Draft202012Validator(each) for each in TOP for kind in each["properties"]["@type"]["enum"]}
GRAPH = Draft202012Validator(closed({"@context": {"const": "https://schema.org"}, "@graph": listed({})}, {}))


# Pages


class Built(Struct, frozen=True):
    """A page that was put out. kind: as layouts know it."""

    output: Path
    address: str
    path: str
    kind: str
    tree: Any
    nodes: tuple[dict[str, Any], ...]

    def node(self, *kinds: str) -> dict[str, Any]:
        (found,) = (node for node in self.nodes if node["@type"] in kinds)
        return found

    def text(self, xpath: str) -> str:
        return str(self.tree.xpath(f"normalize-space({xpath})"))

    def texts(self, xpath: str) -> list[str]:
        return [" ".join(str(each).split()) for each in self.tree.xpath(xpath)]

    def file(self, url: str) -> Path:
        assert url.startswith(self.address + "/")
        return self.output / url.removeprefix(self.address + "/")


def having(name: str) -> str:
    return f"*[contains(concat(' ', @class, ' '), ' {name} ')]"


def pages(output: Path, address: str) -> Iterator[Built]:
    for file in sorted(output.rglob("*.html")):
        tree = html.document_fromstring(file.read_text(encoding="utf-8"))
        if not tree.body.get("class"):  # a redirect
            assert not tree.xpath("//script[@type='application/ld+json']")
            continue
        kind = tree.body.get("class").split()[0].removeprefix("kind-")
        scripts = tree.xpath("//script[@type='application/ld+json']/text()")
        assert len(scripts) == (kind not in ("not_found", "gone")), file
        for script in scripts:
            graph = json.loads(script)
            assert [error.message for error in GRAPH.iter_errors(graph)] == []
            nodes = tuple(graph["@graph"])
            yield Built(output, address, file.relative_to(output).as_posix(), kind, tree, nodes)


@cache
def drawn(width: int, height: int) -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, height), "navy").save(file, "JPEG")
    return file.getvalue()


def write(site: Site) -> None:
    site.write("content/authors.yaml", AUTHORS)
    site.write("content/p.jpg", drawn(1600, 1200))
    site.write("content/small.jpg", drawn(500, 400))
    site.write("content/pages/about.md", "---\ntitle: About us\nsummary: Who we are.\n---\nWe are the Gazette.\n")
    usual = {"section": "News", "tags": "[Rain, Volos]", "author": "Maria P"}
    site.article("photo", **usual, photo=PHOTO, subtitle="All of it", title="'Flood in \"Volos\" & <beyond>'")
    site.article("small", **usual, photo="{src: small.jpg, alt: A map}", title="A small picture")
    site.article("bare", title="No photo, no author", section="News")
    for number, kind in enumerate(("opinion", "sponsored", "live", "analysis")):
        site.article(kind, **usual, type=kind, title=f"Of the kind {kind}", date=f"2022-03-07T0{number}:00")
    corrections = "[{date: 2022-03-08, text: It was Tuesday.}, {text: He is Wang.}]"
    changed = {"updated": "2022-03-08T09:00", "corrections": corrections}
    site.article("corrected", **usual | changed, title="'BREAKING: It was Monday'", breaking="{until: 2022-03-09}")
    site.article("two", **usual | {"author": ""}, authors="[Nikos K, Maria P]", title="Two wrote it")
    site.article("arabic", "مياه النهر ارتفعت.", **usual, lang="ar", title="فيضان في فولوس")


@pytest.fixture(scope="module")
def gazette(tmp_path_factory: pytest.TempPathFactory) -> list[Built]:
    site = Site(tmp_path_factory.mktemp("gazette"), config=CONFIG)
    write(site)
    site.built()
    return list(pages(site.folder / "output", ORIGIN))


@pytest.fixture(scope="module")
def lantern(tmp_path_factory: pytest.TempPathFactory) -> list[Built]:
    output = tmp_path_factory.mktemp("lantern") / "output"
    assert build(Options(source=ROOT, output=str(output), now=NOW.replace(year=2026, month=11, day=24))).built
    return list(pages(output, "https://lantern.example"))


@pytest.fixture(params=["gazette", "lantern"])
def paper(request: pytest.FixtureRequest) -> list[Built]:
    found: list[Built] = request.getfixturevalue(request.param)
    return found


def articles(paper: list[Built]) -> list[tuple[Built, dict[str, Any]]]:
    return [(page, page.node(*ARTICLES)) for page in paper if page.kind == "article"]


# What holds for all


def test_there_is_a_page_of_each_kind(paper: list[Built], gazette: list[Built]) -> None:
    assert {page.kind for page in paper} == LISTS | {"article", "plain"}
    assert {node["@type"] for _, node in articles(gazette)} == ARTICLES
    assert {page.path for page in gazette} >= {"section/news/page/1/index.html", "author/maria-p/page/1/index.html"}


def test_each_node_is_as_its_schema_wants_it(paper: list[Built]) -> None:
    wrong = [
        (page.path, node["@type"], error.json_path, error.message)
        for page in paper
        for node in page.nodes
        for error in SCHEMAS[node["@type"]].iter_errors(node)
    ]
    assert wrong == []


def test_each_page_has_what_its_kind_needs_once(paper: list[Built]) -> None:
    main = {"author": "ProfilePage", "article": "WebPage", "plain": "WebPage"}
    for page in paper:
        kinds = [node["@type"] for node in page.nodes]
        needed = {main.get(page.kind, "CollectionPage"), "NewsMediaOrganization", "WebSite"}
        needed |= {"BreadcrumbList"} if page.kind != "front" else set()
        needed |= {"ItemList"} if page.kind in LISTS else set()
        needed |= ARTICLES & set(kinds) if page.kind == "article" else set()
        assert len(set(kinds)) == len(kinds)
        assert set(kinds) - {"ImageObject"} == needed, page.path


def ids(value: Any) -> Iterator[str]:
    """What nodes call themselves, inner ones too; a reference is none."""
    if isinstance(value, dict):
        if "@id" in value and len(value) > 1:
            yield value["@id"]
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from ids(each)


def test_each_reference_leads_to_a_node_of_the_graph(paper: list[Built]) -> None:
    for page in paper:
        assert set(references(list(page.nodes))) <= set(ids(list(page.nodes))), page.path


def test_each_file_that_is_named_is_there(paper: list[Built]) -> None:
    for page in paper:
        pictures = [page.node("NewsMediaOrganization")["logo"]["url"]]
        pictures += [node["url"] for node in page.nodes if node["@type"] == "ImageObject"]
        pictures += [node["image"] for node in page.nodes if isinstance(node.get("image"), str)]
        if page.kind == "author":
            pictures += [page.node("ProfilePage")["mainEntity"].get("image", pictures[0])]
        assert [url for url in pictures if not page.file(url).is_file()] == []


# What it says of an article


def test_an_article_says_what_its_readers_see(paper: list[Built]) -> None:
    for page, article in articles(paper):
        names = page.texts("//*[@class='authors']//a/text()")
        updated = page.text("//*[@class='updated']/time/@datetime")
        published = page.text("//*[@class='published']/time/@datetime")
        assert article["headline"] == page.text("//h1").removeprefix("BREAKING: "), page.path
        assert article.get("alternativeHeadline", "") == page.text("//h1/following-sibling::*[@class='subtitle']")
        assert [author["name"] for author in article["author"] if "name" in author] == names
        assert (article["datePublished"], article["dateModified"]) == (published, updated or published)
        assert article["articleSection"] == page.text("//*[@class='breadcrumb']//li[2]")
        assert article.get("keywords", []) == page.texts("//*[@class='tags']//a[@rel='tag']/text()")
        assert article["inLanguage"] == page.text("/html/@lang")
        assert article["url"] == page.text("//link[@rel='canonical']/@href")


def test_an_article_without_a_byline_is_the_papers(gazette: list[Built]) -> None:
    (article,) = (node for _, node in articles(gazette) if node["headline"] == "No photo, no author")
    assert article["author"] == [article["publisher"]]


def test_corrections_are_those_that_stand_below_the_text(paper: list[Built]) -> None:
    for page, article in articles(paper):
        below = f"//{having('corrections')}/p"
        said = article.get("correction", [])
        assert [each["text"] for each in said] == page.texts(f"{below}/text()[normalize-space()]"), page.path
        assert [each["datePublished"] for each in said if "datePublished" in each] == page.texts(
            f"{below}/time/@datetime"
        )


def test_a_photo_has_the_caption_and_the_credit_that_stand_below_it(paper: list[Built]) -> None:
    for page, _ in articles(paper):
        for node in (node for node in page.nodes if node["@type"] == "ImageObject"):
            below = "//article/figure[@class='photo']//*[@class="
            assert node.get("caption", "") == page.text(f"{below}'caption']")
            assert node.get("creditText", "") == page.text(f"{below}'credit']").removeprefix("PHOTO: ")
            assert node.get("license", "") == page.text("//article/figure//a[@rel='license']/@href")
            with Image.open(page.file(node["url"])) as picture:
                assert picture.size == (node["width"], node["height"])


def test_a_photo_comes_in_three_crops_as_wide_as_search_engines_want(paper: list[Built]) -> None:
    seen = 0
    for page, article in articles(paper):
        photo, *crops = article["image"]
        if isinstance(photo, str):
            with Image.open(page.file(photo)) as card:
                assert card.width >= WIDEST
            continue
        whole = page.node("ImageObject")["width"], page.node("ImageObject")["height"]
        for url, (across, down) in zip(crops, SHAPES, strict=True):
            width = min(WIDEST, whole[0], whole[1] * across // down)
            with Image.open(page.file(url)) as crop:
                assert crop.size == (width, round(width * down / across))
                assert crop.width * crop.height >= ENOUGH
            seen += 1
    assert seen >= 6


def test_a_photo_that_is_large_enough_has_1200_pixels_in_each_crop(gazette: list[Built]) -> None:
    (crops,) = (node["image"][1:] for page, node in articles(gazette) if page.path.endswith("/photo/index.html"))
    sizes = [url.rpartition("-")[2].partition(".")[0] for url in crops]
    assert sizes == ["1200x675", "1200x900", "1200x1200"]


# What it says of a page


def test_a_page_says_what_its_readers_see(paper: list[Built]) -> None:
    for page in paper:
        own = page.node("WebPage", "CollectionPage", "ProfilePage")
        assert own["url"] == own["@id"] == page.text("//link[@rel='canonical']/@href")
        assert own.get("description", "") == page.text("//meta[@name='description']/@content")
        assert own["inLanguage"] == page.text("/html/@lang")
        assert own["name"].partition(", page ")[0] == page.text("//h1"), page.path
        assert own["isPartOf"]["@id"] == page.node("WebSite")["@id"]
        if page.kind in ("section", "plain"):
            assert own.get("description", "") == page.text("//main//*[@class='subtitle']")


def test_the_breadcrumb_is_the_visible_one(paper: list[Built]) -> None:
    for page in (page for page in paper if page.kind != "front"):
        steps = page.node("BreadcrumbList")["itemListElement"]
        assert [step["position"] for step in steps] == [*range(1, len(steps) + 1)]
        assert [step["name"] for step in steps] == page.texts("//*[@class='breadcrumb']//li/*/text()")
        links = page.texts("//*[@class='breadcrumb']//li/a/@href")
        origin = page.address.removesuffix("/paper")
        assert [step["item"] for step in steps[:-1]] == [origin + link for link in links]
        assert all((page.file(step["item"]) / "index.html").is_file() for step in steps)


VISIBLE = {
    "front": "//main//*[@class='card-title' or @class='line-title']/a/@href",
    "month": "//*[@class='days']//p/a[not(@class)]/@href",
    "archive": "//*[@class='years']//a/@href",
    "sections": "//main//h2[@class='block-title']/a/@href",
    "tags": "//*[@class='index']//li/a/@href",
    "authors": "//*[@class='author-name']/a/@href",
    "corrections": "//*[@class='correction']//h2/a/@href",
}
USUAL = "//*[@class='listing block']//h2[@class='card-title']/a/@href"


def test_a_list_has_the_stories_that_it_shows_in_their_order(paper: list[Built]) -> None:
    for page in (page for page in paper if page.kind in LISTS):
        places = page.node("ItemList")["itemListElement"]
        origin = page.address.removesuffix("/paper")
        shown = [origin + link for link in page.texts(VISIBLE.get(page.kind, USUAL))]
        assert [place["position"] for place in places] == [*range(1, len(places) + 1)]
        urls = [place["url"] for place in places]
        assert urls == list(dict.fromkeys(shown)), page.path
        assert all((page.file(url) / "index.html").is_file() for url in urls)


def test_an_authors_page_is_of_them_and_of_the_day_of_their_newest_story(paper: list[Built]) -> None:
    for page in (page for page in paper if page.kind == "author"):
        profile = page.node("ProfilePage")
        person = profile["mainEntity"]
        assert person["name"] == page.text("//h1")
        assert person.get("jobTitle", "") == page.text("//*[@class='role']")
        assert person.get("description", "") == page.text("//*[@class='bio']")
        assert person.get("sameAs", []) == page.texts("//*[@class='author-links']//a[@rel='me']/@href")
        assert ("image" in person) == bool(page.tree.find_class("author-header")[0].xpath(".//img"))
        assert profile["dateModified"] >= max(page.texts("//*[@class='listing block']//time/@datetime"))
        assert profile["mentions"]["@id"] == page.node("ItemList")["@id"]


def test_the_paper_is_the_same_on_all_pages(paper: list[Built]) -> None:
    for kind in ("NewsMediaOrganization", "WebSite"):
        assert len({json.dumps(page.node(kind)) for page in paper}) == 1
    assert paper[0].node("WebSite")["url"] == paper[0].address + "/"
    with Image.open(paper[0].file(paper[0].node("NewsMediaOrganization")["logo"]["url"])) as logo:
        assert min(logo.size) >= 112


# The schemas themselves


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("headline", ""),
        ("url", "/2022/03/flood/"),
        ("url", "http://gazette.example/"),
        ("datePublished", "2022-03-07T10:20:00"),
        ("wordCount", "312"),
        ("author", []),
        ("image", ["/assets/p.jpg"]),
        ("publisher", {"@id": f"{ORIGIN}/#publisher", "name": "x"}),
        ("mood", "glad"),
    ],
)
def test_a_schema_finds_what_is_wrong(gazette: list[Built], key: str, value: Any) -> None:
    article = articles(gazette)[0][1]
    validator = SCHEMAS[article["@type"]]
    assert validator.is_valid(article)
    assert not validator.is_valid(article | {key: value})
    assert key == "mood" or not validator.is_valid({name: held for name, held in article.items() if name != key})
