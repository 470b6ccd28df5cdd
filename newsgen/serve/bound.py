"""Texts that need no look when another one is saved. Pure.

As builds do (docs/engine.md, "Bound and loose"), from what is in memory.
"""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from newsgen.catalog.visibility import Moment
from newsgen.catalog.volume import Rank
from newsgen.model.config import CommentsConfig, Config, LatestConfig, MustReadConfig, Publisher, RelatedConfig
from newsgen.site.binding import Binding, binding
from newsgen.site.planning import Planned
from newsgen.site.sources import SiteRead


class Bound(Struct, frozen=True):
    """config: as far as a plan depends on it. ranks: by source. withdrawn: those of texts that are not as they were
    bound any more; these are loose too."""

    config: Config
    binding: Binding
    ranks: dict[str, Rank]
    withdrawn: frozenset[Rank] = frozenset()

    @classmethod
    def of(cls, plan: Planned, read: SiteRead) -> "Bound | None":
        """None where two texts want one place: what becomes of the others depends on either."""
        if plan.has_clashes:
            return None
        made = binding(plan.renderer.catalog, read.kept, plan.problems)
        return cls(
            planning_config(plan.context.config),
            made,
            {source: rank for rank, source in enumerate(made.volume.sources)},
        )

    def holds(self, config: Config, moment: Moment) -> bool:
        return self.config == planning_config(config) and self.binding.holds_at(moment)

    def without(self, sources: Iterable[str]) -> "Bound":
        ranks = (self.ranks[source] for source in sources if source in self.ranks)
        return replace(self, withdrawn=self.withdrawn.union(ranks))

    def is_outgrown(self, sources: Iterable[str]) -> bool:
        return self.binding.is_outgrown(len(self.loose(sources)))

    def loose(self, sources: Iterable[str]) -> list[str]:
        bound, withdrawn = self.ranks, self.withdrawn
        return sorted(source for source in sources if source not in bound or bound[source] in withdrawn)


def planning_config(config: Config) -> Config:
    """Without what only pages show: which there are, and what texts are called there, doesn't depend on it."""
    return replace(
        config,
        site=replace(config.site, title="", tagline="", description="", logo="", publisher=Publisher()),
        latest=LatestConfig(),
        related=RelatedConfig(),
        must_read=MustReadConfig(),
        comments=CommentsConfig(),
        menu=(),
        theme={},
    )
