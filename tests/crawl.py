"""Following every link of an output folder: of pages, feeds and sitemaps, to files and to #anchors."""

import json
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from lxml import etree, html

LINKING = ("href", "src", "poster", "data")
LINKING_META = {"og:url", "og:image", "article:author"}
HTML_IN_XML = {"description", "encoded", "content", "summary"}


def dead_links(output: Path, base: str) -> list[str]:
    """Where a link into the site leads to no file or anchor. base: the path of `site.url`, "" for none."""
    sitemap = re.search(r"Sitemap: (https?://[^/]+)", (output / "robots.txt").read_text(encoding="utf-8"))
    assert sitemap
    return Crawl(output, f"{sitemap[1]}{base}/").dead()


class Crawl:
    """The files below `output`, as they are found at `site_url`, which ends in a slash."""

    def __init__(self, output: Path, site_url: str) -> None:
        self.output = output
        self.site_url = site_url

    @cached_property
    def files(self) -> dict[str, Path]:
        """By url; a folder's index.html by the folder's."""
        found = {}
        for file in sorted(self.output.rglob("*")):
            if file.is_file():
                folder = file.parent.relative_to(self.output).as_posix()
                url = self.site_url + ("" if folder == "." else f"{folder}/")
                found[url if file.name == "index.html" else url + file.name] = file
        return found

    @cached_property
    def pages(self) -> dict[str, html.HtmlElement]:
        """Every HTML page by its url."""
        return {
            url: html.document_fromstring(file.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
            for url, file in self.files.items()
            if file.suffix == ".html"
        }

    @cached_property
    def anchors(self) -> dict[str, set[str]]:
        drawings = {url: etree.parse(file) for url, file in self.files.items() if file.suffix == ".svg"}
        return {
            url: {"", "top", *page.xpath("//@id"), *page.xpath("//a/@name")}
            for url, page in (self.pages | drawings).items()
        }

    def links(self) -> Iterator[tuple[str, str]]:
        """(url of the file that links, link as written), of all pages, feeds and sitemaps."""
        for url, page in self.pages.items():
            yield from ((url, link) for link in _links_of_page(page))
        for url, file in self.files.items():
            if file.suffix == ".xml":
                yield from ((url, link) for link in _links_of_xml(etree.fromstring(file.read_bytes())))
            elif file.name == "feed.json":
                yield from ((url, link) for link in _links_of_json(json.loads(file.read_bytes())))
            elif file.name == "robots.txt":
                lines = file.read_text(encoding="utf-8").splitlines()
                yield from ((url, line.split()[1]) for line in lines if line.startswith("Sitemap:"))

    def dead(self) -> list[str]:
        """Links into the site (its host) that lead to no file or anchor, each with where it stands."""
        return sorted({f"{url} -> {link}" for url, link in self.links() if not self._leads_somewhere(url, link)})

    def _leads_somewhere(self, url: str, link: str) -> bool:
        target, fragment = urldefrag(urljoin(url, link.strip()))
        if urlsplit(target).netloc != urlsplit(self.site_url).netloc:
            return bool(urlsplit(target).scheme)
        target = unquote(target)
        return target in self.files and unquote(fragment) in self.anchors.get(target, {""})


def _links_of_page(page: html.HtmlElement) -> Iterator[str]:
    for name in LINKING:
        yield from page.xpath(f"//@{name}[not(starts-with(., 'data:'))]")
    for candidates in page.xpath("//@srcset"):
        yield from (candidate.split()[0] for candidate in candidates.split(","))
    for meta in page.xpath("//meta[@property]"):
        if meta.get("property") in LINKING_META:
            yield meta.get("content")
    for content in page.xpath("//meta[@http-equiv='refresh']/@content"):
        yield content.partition("url=")[2]


def _links_of_xml(root: etree._Element) -> Iterator[str]:
    for element in root.iter("*"):
        name, text = etree.QName(element).localname, (element.text or "").strip()
        if name in ("loc", "link", "guid", "uri") and text.startswith("http"):
            yield text
        if name in HTML_IN_XML and "<" in text:
            yield from _links_of_page(html.fromstring(f"<div>{text}</div>"))
        if name == "link" or "url" in element.attrib:
            yield from (element.get(key) for key in ("href", "url") if element.get(key))


def _links_of_json(feed: dict[str, object]) -> Iterator[str]:
    entries = feed["items"]
    assert isinstance(entries, list)
    for part in (feed, *entries, *(author for entry in entries for author in entry.get("authors", ()))):
        yield from (part[key] for key in ("url", "image", "home_page_url", "feed_url") if part.get(key))
        if "content_html" in part:
            yield from _links_of_page(html.fromstring(f"<div>{part['content_html']}</div>"))
