"""Taking over what builds have read, for a site's first check. Reads and writes disk."""

from pathlib import Path

from newsgen.engine.store import DamagedMemoryError, Store, reading
from newsgen.site.version import code_version

_SOME = """
select sources.key, sources.value, texts.value from sources left join texts using (key)
where sources.key > ? order by sources.key limit 500
"""
"""So few that a build which is about to write waits for none of it."""


def learn_from_builds(store: Store, memory: Path) -> None:
    """Into a store that knows nothing yet; what is not to be had is read as if there were no build."""
    if store.marks.get("reading") is not None:
        return
    try:
        with reading(memory, code_version()) as built:
            store.begin()
            mark = built.marks.get("reading")
            _copy(store, built)
            if mark and built.marks.get("reading") == mark:  # else a build has begun to read all of it anew
                store.marks.put([("reading", mark)])
                store.commit()
    except (DamagedMemoryError, OSError):
        pass
    if store.connection.in_transaction:
        store.connection.execute("rollback")


def _copy(store: Store, built: Store) -> None:
    """A text and what is kept of it belong together, and are read together."""
    last = ""
    while rows := built.connection.execute(_SOME, (last,)).fetchall():
        store.connection.executemany("insert into sources values (?, ?)", ((key, kept) for key, kept, _ in rows))
        texts = ((key, text) for key, _, text in rows if text is not None)
        store.connection.executemany("insert into texts values (?, ?)", texts)
        last = rows[-1][0]
    media = built.connection.execute("select key, value from media").fetchall()
    store.connection.executemany("insert into media values (?, ?)", media)
