"""Checking that what bodies link to is there. Pure."""

from collections.abc import Iterable
from urllib.parse import unquote

from newsgen.catalog.catalog import Catalog
from newsgen.catalog.facts import HeldBack, Reason
from newsgen.catalog.links import MARKDOWN, Target, is_source_path, places, plain_url, stem
from newsgen.model.article import Body, Card, PlainPage, Reference
from newsgen.model.config import Config
from newsgen.model.problem import Place, Problem, did_you_mean, warning
from newsgen.model.route import article_url
from newsgen.model.slugs import slug
from newsgen.model.urls import split_url
from newsgen.pages.asking import Ask
from newsgen.pages.bodies import Setting, resolved_path
from newsgen.pages.plan import Page
from newsgen.reading.media import means_file

BY_FOLDER = "mend its path; paths count from the article's own folder"


class LinkCheck:
    """Knows every url of the site. Owns that set."""

    def __init__(self, pages: Iterable[Page], held_back: Iterable[HeldBack], config: Config, ask: Ask) -> None:
        self.base, self.content, self.ask = config.base_path, config.paths.content, ask
        self.urls = {unquote(self.base + page.route.url) for page in pages}
        self.held_back: dict[str, Reason] = {}
        for held in held_back:
            text = held.text
            url = (
                plain_url(text)
                if isinstance(text, PlainPage)
                else article_url(text, config.permalink, config.site.language)
            )
            for name in (text.source, self.base + url, text.slug, slug(stem(text.source))):
                self.held_back.setdefault(name, held.reason)

    def problems(self, source: str, body: Body, url: str) -> list[Problem]:
        """Of the text at `source`, whose page has the root-relative `url`."""
        found = []
        for reference in body.references:
            if reference.kind in ("link", "read_also") and not means_file(reference):
                place = Place(f"{self.content}/{source}", reference.line, reference.column)
                found += self._of_link(reference, source, place, Setting(url, self.base))
        return found

    def _of_link(self, reference: Reference, source: str, place: Place, setting: Setting) -> list[Problem]:
        written = reference.target
        if reference.kind == "read_also":
            if isinstance(self.ask(Catalog.read_also, written, source), Card):
                return []
            paths = [path for ending in MARKDOWN for path in places(written + ending, source)]
            names = (*places(written, source), *paths, written, slug(written))
            return [self._dead(f"READ ALSO '{written}' leads to no article", names, place)]
        if is_source_path(written):
            target = self.ask(Catalog.link, written, source)
            if not isinstance(target, Target):
                names = places(unquote(split_url(written).path), source)
                return [self._dead(f"the link '{written}' leads to no article", names, place)]
            return self._of_anchor(split_url(written).fragment, target, place)
        path = unquote(split_url(resolved_path(written, setting)).path)
        if {path, path + "/", path.removesuffix("index.html")} & self.urls:
            return []
        what = f"the link '{written}' leads to no page of the site"
        return [self._dead(what, (path, path + "/"), place, "mend its path")]

    def _of_anchor(self, fragment: str, target: Target, place: Place) -> list[Problem]:
        if not fragment or unquote(fragment) in target.anchors:
            return []
        mend = did_you_mean(fragment, target.anchors, "link to the id of one of its headings")
        return [warning("dead-anchor", place, f"the article has no '#{fragment}'", mend)]

    def _dead(self, what: str, names: Iterable[str], place: Place, otherwise: str = BY_FOLDER) -> Problem:
        """A link to something that is held back says so. names: the ways in which the link may name it."""
        reason = next((self.held_back[name] for name in names if name in self.held_back), None)
        return warning("dead-link", place, what, f"it is held back: {reason}" if reason else otherwise)
