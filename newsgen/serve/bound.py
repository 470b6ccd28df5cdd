"""Texts that need no look when another one is saved. Pure.

As builds do (docs/engine.md, "Bound and loose"), from what is in memory.
"""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from newsgen.catalog.volume import Rank
from newsgen.site.binding import Binding, binding
from newsgen.site.planning import Planned
from newsgen.site.sources import SiteRead


class Bound(Struct, frozen=True):
    """ranks: by source. withdrawn: those of texts that are not as they were bound any more; these are loose too."""

    binding: Binding
    ranks: dict[str, Rank]
    withdrawn: frozenset[Rank] = frozenset()

    @classmethod
    def of(cls, plan: Planned, read: SiteRead) -> "Bound | None":
        """None where two texts want one place: what becomes of the others depends on either."""
        if plan.has_clashes:
            return None
        made = binding(plan.bench.catalog, read.kept, plan.problems)
        return cls(made, {source: rank for rank, source in enumerate(made.volume.sources)})

    def without(self, sources: Iterable[str]) -> "Bound":
        ranks = (self.ranks[source] for source in sources if source in self.ranks)
        return replace(self, withdrawn=self.withdrawn.union(ranks))

    def loose(self, sources: Iterable[str]) -> frozenset[str]:
        bound, withdrawn = self.ranks, self.withdrawn
        return frozenset(source for source in sources if source not in bound or bound[source] in withdrawn)
