"""Text that was read in a wrong encoding before it came here: `cafÃ©`, `â€œquotesâ€`. Pure."""

import re

_RUN = re.compile("[\x80-ÿŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]{2,}")
_LOST = "\ufffd"


def garbled(text: str) -> str:
    """The first of it; "" if there is none. What comes out as UTF-8 when it is taken for Windows-1252 was that."""
    if text.isascii():
        return ""
    if _LOST in text:
        return _LOST
    return next((found[0] for found in _RUN.finditer(text) if _was_utf8(found[0])), "")


def _was_utf8(run: str) -> bool:
    content = b"".join(_byte(sign) for sign in run)
    for start in range(len(content)):
        piece = content[start : start + 4]
        length = 2 if 0xC2 <= piece[0] < 0xE0 else 3 if 0xE0 <= piece[0] < 0xF0 else 4 if 0xF0 <= piece[0] < 0xF5 else 0
        if length and len(piece) >= length and all(0x80 <= byte < 0xC0 for byte in piece[1:length]):
            return True
    return False


def _byte(sign: str) -> bytes:
    try:
        return sign.encode("cp1252")
    except UnicodeEncodeError:
        return sign.encode("latin-1", "replace")
