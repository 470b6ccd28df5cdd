"""What the last build put out. Reads disk."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from newsgen.engine.memory import Memory
from newsgen.engine.store import DamagedMemoryError, Store, reading
from newsgen.model.entry import Entry
from newsgen.site.lost_urls import LostUrl, Pages, page_of_text
from newsgen.site.past import Archive
from newsgen.site.version import code_version


class Published(Struct, frozen=True):
    """entries: of all texts, by source. memory: where the texts are. lost: urls that builds before it had lost."""

    pages: Pages = {}
    entries: Mapping[str, Entry] = {}
    memory: Path = Path()
    lost: tuple[LostUrl, ...] = ()


def published_before(memory: Path) -> Published:
    """Nothing where there is no build, or where its memory can't be relied on."""
    try:
        with reading(memory, code_version()) as store:
            archive = Archive(store)
            state = archive.state()
            if state is None:
                return Published()
            entries = archive.entries(dict(archive.sources.all()), state.settled)
            return Published(_pages(store), entries, memory, archive.lost_urls())
    except (DamagedMemoryError, OSError):
        return Published()


def _pages(store: Store) -> dict[str, tuple[str, str]]:
    files = Memory(store).files().items()
    return {output: page for output, known in files if (page := page_of_text(known.plan))}
