"""What `theme` sets of the bundled style sheet: its custom properties. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from newsgen.model.config import ThemeSettings

SYSTEM_FONTS = {
    "serif": 'Charter, "Bitstream Charter", "Sitka Text", Cambria, Georgia, serif',
    "sans": 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif',
}
_SPACE = {"compact": "0.75", "airy": "1.3"}


def theme_settings(theme: Mapping[str, Any]) -> ThemeSettings:
    """theme: as the config has it, with the values of ThemeSettings among others."""
    return msgspec.convert(theme, ThemeSettings, strict=False)


def custom_properties(theme: ThemeSettings) -> str:
    """Declarations for `:root`. What is of a colour by night is made of the one by day."""
    return " ".join(f"--{name}: {value};" for name, value in _properties(theme))


def _properties(theme: ThemeSettings) -> Iterator[tuple[str, str]]:
    if theme.accent:
        yield "accent", f"light-dark({theme.accent}, color-mix(in oklab, {theme.accent} 50%, white))"
    if theme.ink:
        yield "ink", f"light-dark({theme.ink}, #e9e7e3)"
    if theme.paper:
        yield "paper", f"light-dark({theme.paper}, #131416)"
        yield "tint", f"light-dark(color-mix(in oklab, {theme.paper} 94%, black), #1e2023)"
        yield "rule", f"light-dark(color-mix(in oklab, {theme.paper} 82%, black), #36393d)"
    for name in ("serif", "sans", "headline"):
        if fonts := getattr(theme, name):
            yield name, SYSTEM_FONTS.get("sans" if name == "headline" else name, "") if fonts == "system" else fonts
    if theme.radius:
        yield "radius", theme.radius
    if theme.density in _SPACE:
        yield "density", _SPACE[theme.density]
