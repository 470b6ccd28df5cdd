"""From a file's bytes to clean text, or what is wrong with them. Pure."""

import re
from codecs import BOM_UTF8

from newsgen.model.problem import Place, Problem, warning
from newsgen.reading.tree import MatterError

_CONTROLS = bytes([*range(1, 9), 11, 12, *range(14, 32), 127])
"""Which in UTF-8 are no part of another character; NUL, tabs and line ends are apart."""
_CONTROL = re.compile(f"[{re.escape(_CONTROLS.decode())}]")


def decoded(content: bytes, path: str, max_bytes: int) -> tuple[str, list[Problem]]:
    """The text with "\\n" as line ends and without control characters. Raises MatterError where it can't be read."""
    if len(content) > max_bytes:
        raise MatterError(
            f"larger than {max_bytes} bytes",
            1,
            1,
            "split it, or raise `limits.article_bytes`",
            "file-too-large",
        )
    problems = []
    if content.startswith(BOM_UTF8):
        content = content[len(BOM_UTF8) :]
        what = "the file starts with a byte order mark"
        problems.append(warning("byte-order-mark", Place(path), what, "save it as UTF-8 without BOM"))
    text = _utf8(content)
    if not text.strip():
        raise MatterError("the file is empty", 1, 1, "write it, or delete it", "empty-file")
    if "\0" in text:
        raise MatterError(
            "the file holds a NUL character",
            *place_of(text, text.index("\0")),
            "save it as text",
            "nul-character",
        )
    if "\r" in text:
        at = place_of(text, text.index("\r"))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        what = "the line ends are not plain newlines (LF)"
        problems.append(warning("line-ends", Place(path, *at), what, "save it with LF line ends"))
    if len(content.translate(None, _CONTROLS)) < len(content) and (control := _CONTROL.search(text)):
        what = f"the control character U+{ord(control[0]):04X} was left out"
        problems.append(warning("control-character", Place(path, *place_of(text, control.start())), what, "remove it"))
        text = _CONTROL.sub("", text)
    return text, problems


def place_of(text: str, at: int) -> tuple[int, int]:
    """Line and column, from 1, of the character at an index."""
    return 1 + text.count("\n", 0, at), at - text.rfind("\n", 0, at)


def _utf8(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        what = f"the byte 0x{content[error.start]:02X} is not UTF-8"
        raise MatterError(what, *place_of(before, len(before)), "save the file as UTF-8", "not-utf-8") from None
