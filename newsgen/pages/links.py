"""Checking that what bodies link to is there. Pure."""

from collections.abc import Iterable
from urllib.parse import unquote

from newsgen.catalog.catalog import Catalog
from newsgen.catalog.facts import HeldBack
from newsgen.catalog.links import Target, is_source_path
from newsgen.model.article import Body, Card, Reference
from newsgen.model.config import Config
from newsgen.model.problem import Place, Problem, did_you_mean, warning
from newsgen.model.urls import split_url
from newsgen.pages.asking import Ask
from newsgen.pages.bodies import Setting, resolved_path
from newsgen.pages.plan import Page
from newsgen.reading.media import Media


class LinkCheck:
    """Knows every url of the site. Owns that set."""

    def __init__(
        self, pages: Iterable[Page], held_back: Iterable[HeldBack], media: Media, config: Config, ask: Ask
    ) -> None:
        self.base, self.content, self.media, self.ask = config.base_path, config.paths.content, media, ask
        self.urls = {unquote(self.base + page.route.url) for page in pages}
        self.held_back = {held.article.source: held.reason for held in held_back}
        self.held_back_slugs = {held.article.slug: held.reason for held in held_back}

    def problems(self, source: str, body: Body, url: str) -> list[Problem]:
        """Of the text at `source`, whose page has the root-relative `url`."""
        files = self.media.get(source, {})
        found = []
        for reference in body.references:
            if reference.kind in ("link", "read_also") and reference not in files:
                place = Place(f"{self.content}/{source}", reference.line, reference.column)
                found += self._of_link(reference, source, place, Setting(url, self.base))
        return found

    def _of_link(self, reference: Reference, source: str, place: Place, setting: Setting) -> list[Problem]:
        written = reference.target
        if reference.kind == "read_also":
            if isinstance(self.ask(Catalog.read_also, written, source), Card):
                return []
            return [self._dead(f"READ ALSO '{written}' leads to no article", written, place)]
        if is_source_path(written):
            target = self.ask(Catalog.link, written, source)
            if not isinstance(target, Target):
                return [self._dead(f"the link '{written}' leads to no article", written, place)]
            return self._of_anchor(split_url(written).fragment, target, place)
        path = unquote(split_url(resolved_path(written, setting)).path)
        if {path, path + "/", path.removesuffix("index.html")} & self.urls:
            return []
        return [warning("dead-link", place, f"the link '{written}' leads to no page of the site", "mend its path")]

    def _of_anchor(self, fragment: str, target: Target, place: Place) -> list[Problem]:
        if not fragment or unquote(fragment) in target.anchors:
            return []
        mend = did_you_mean(fragment, target.anchors, "link to the id of one of its headings")
        return [warning("dead-anchor", place, f"the article has no '#{fragment}'", mend)]

    def _dead(self, what: str, written: str, place: Place) -> Problem:
        """A link to something that is held back says so."""
        path = unquote(split_url(written).path)
        name = path.rsplit("/", 1)[-1]
        reason = self.held_back_slugs.get(name) or next(
            (
                reason
                for source, reason in self.held_back.items()
                if source.rsplit("/", 1)[-1].split(".")[0] == name.split(".")[0]
            ),
            None,
        )
        mend = f"it is held back: {reason}" if reason else "mend its path; paths count from the article's own folder"
        return warning("dead-link", place, what, mend)
