"""Shortening text. Pure."""


def excerpt(text: str, length: int) -> str:
    """At most `length` characters of `text`, cut at a word and ended by `...` where it was cut."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    room = max(length - 3, 1)
    kept = text[: room + 1].rsplit(" ", 1)[0] if " " in text[: room + 1] else text[:room]
    return kept.rstrip(" ,;:.–—-") + "..."
