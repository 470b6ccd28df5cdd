"""The lines of a site's sources that problems are about. Reads disk."""

from pathlib import Path

from newsgen.bundled import bundled
from newsgen.model.problem import Place, Quote, quote
from newsgen.pages.layout_problems import BUNDLED

MAX_BYTES = 4_000_000


def quoted(place: Place, site: Path) -> Quote | None:
    """Quote the line of a place; None for the start of a file, which stands for all of it; for a file that can't be
    read or is not of the site."""
    if (place.line, place.column) == (1, 1):
        return None
    own = place.path.removeprefix(BUNDLED)
    root = site if own == place.path else bundled()
    file = (root / own).resolve()
    if not file.is_relative_to(root.resolve()):
        return None
    try:
        with file.open("rb") as opened:
            text = opened.read(MAX_BYTES).decode("utf-8-sig", "replace")
    except OSError:
        return None
    return quote(text.replace("\r\n", "\n").replace("\r", "\n"), place.line, place.column)
