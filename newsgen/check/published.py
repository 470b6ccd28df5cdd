"""What the last build put out. Reads disk."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from newsgen.engine.memory import Memory
from newsgen.engine.store import DamagedMemoryError, Store, reading
from newsgen.model.entry import Entry
from newsgen.site.past import Archive
from newsgen.site.version import code_version

_OF_TEXTS = ("article", "plain", "redirect")


class Published(Struct, frozen=True):
    """pages: kind and subject of the pages that come of texts, by output path. entries: of all texts, by source.

    memory: where the texts are.
    """

    pages: Mapping[str, tuple[str, str]] = {}
    entries: Mapping[str, Entry] = {}
    memory: Path = Path()


def published_before(memory: Path) -> Published:
    """Nothing where there is no build, or where its memory can't be relied on."""
    try:
        with reading(memory, code_version()) as store:
            archive = Archive(store)
            state = archive.state()
            if state is None:
                return Published()
            entries = archive.entries(dict(archive.sources.all()), state.settled)
            return Published(_pages(store), entries, memory)
    except (DamagedMemoryError, OSError):
        return Published()


def _pages(store: Store) -> dict[str, tuple[str, str]]:
    found = {}
    for output, known in Memory(store).files().items():
        kind, _, rest = known.plan.partition(" ")
        if kind in _OF_TEXTS:
            found[output] = kind, rest.rpartition(" ")[0]
    return found
