"""What a path gets wrong that somebody typed for a file or a page, whatever there is at that path. Pure."""

import re
from difflib import get_close_matches

_ON_A_DISK = re.compile(r"file:|[a-z]:[\\/]|\\\\|~/|/(?:users|home|volumes|documents and settings)/", re.IGNORECASE)
_MAIL = re.compile(r"[^\s/@]+@[^\s/@]+\.[a-z]{2,}", re.IGNORECASE)
_HOST = re.compile(
    r"(?:www\.(?:[\w-]+\.)+[a-z]{2,}|(?:[\w-]+\.)+(?:com|org|net|gov|edu|info|eu|gr|de|fr|it|es|uk|us|ru|io|tv))(?:[/?#:].*)?",
    re.IGNORECASE,
)
_IN_QUOTES = re.compile(r"[“”„«»‘’].*|.*[“”„«»]")
_CAMERA = (".heic", ".heif", ".tif", ".tiff", ".bmp", ".psd", ".dng", ".cr2", ".cr3", ".nef", ".arw", ".raw", ".jxl")


def path_hint(path: str, content: str = "content") -> str:
    """Say how to write a path; "" where nothing is wrong with its form. content: what the content folder is called."""
    if _ON_A_DISK.match(path):
        return "it lies on your own computer: copy it beside the article, and write its name"
    if "\\" in path:
        return f"a path has / in place of \\: {path.replace(chr(92), '/')}"
    if _IN_QUOTES.fullmatch(path):
        return 'its quotes are those of print: write straight ones, "'
    if _MAIL.fullmatch(path):
        return f"write mailto:{path}"
    if _HOST.fullmatch(path):
        return f"an address begins with https://: write https://{path}"
    if path.lstrip("/").startswith(f"{content}/"):
        return f"paths count from the article's own folder: leave out `{content}/`"
    return ""


def kind_hint(name: str) -> str:
    """Say how to save a picture of a kind that browsers don't show; "" for other files."""
    return "save it as JPEG" if name.lower().endswith(_CAMERA) else ""


def scheme_hint(name: str) -> str:
    """Say how to write an address by what it begins with (`c:`, `file:`, `data:`, `htps:`); "" for others."""
    if name in ("file:", "blob:") or re.fullmatch(r"[a-z]:", name):
        return "it lies on your own computer: copy it beside the article, and write its name"
    if name == "data:":
        return "save it as a file beside the article, and write its name"
    near = get_close_matches(name, ("http:", "https:", "mailto:"), 1, 0.7) if name.endswith(":") else []
    return f"did you mean {near[-1]}?" if near else ""
