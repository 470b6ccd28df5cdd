"""Where the bundled starter, layouts and assets are. Looks at disk."""

from pathlib import Path

BUNDLED = "(bundled)/"
"""How the paths of newsgen's own files begin in problems."""


def bundled() -> Path:
    """The folder with `starter`, `layouts` and `assets`: in the wheel, else the checkout itself."""
    inside = Path(__file__).parent / "bundled"
    return inside if inside.is_dir() else Path(__file__).parents[1]
