"""Shortening text. Pure."""

from newsgen.model.words import cut


def excerpt(text: str, length: int) -> str:
    """At most `length` characters of `text`, cut at a word and ended by `...` where it was cut."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    return cut(text, max(length - 3, 1)).rstrip(" ,;:.、，；：。–—-") + "..."
