"""From a file's bytes to clean text, or what is wrong with it: its encoding, its conflicts. Pure."""

import re
from codecs import BOM_UTF8

from newsgen.model.problem import Place, Problem, printable, warning
from newsgen.reading.tree import MatterError, place_of

_CONTROLS = bytes([*range(1, 9), 11, 12, *range(14, 32), 127])
"""Which in UTF-8 are no part of another character; NUL, tabs and line ends are apart."""
_CONTROL = re.compile(f"[{re.escape(_CONTROLS.decode())}]")


def decoded(content: bytes, path: str, max_bytes: int) -> tuple[str, list[Problem]]:
    """The text with "\\n" as line ends and without control characters. Raises MatterError where it can't be read."""
    if len(content) > max_bytes:
        fix = "split it, or raise `limits.article_bytes`"
        raise MatterError(f"larger than {max_bytes} bytes", 1, 1, fix, "file-too-large")
    problems = []
    if content.startswith(BOM_UTF8):
        content = content[len(BOM_UTF8) :]
        what = "the file starts with a byte order mark"
        problems.append(warning("byte-order-mark", Place(path), what, "save it as UTF-8 without BOM"))
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        what = f"the byte 0x{content[error.start]:02X} is not UTF-8"
        raise MatterError(what, *place_of(before, len(before)), "save the file as UTF-8", "not-utf-8") from None
    if not text.strip():
        raise MatterError("the file is empty", 1, 1, "write it, or delete it", "empty-file")
    if "\0" in text:
        at = place_of(text, text.index("\0"))
        raise MatterError("the file holds a NUL character", *at, "save it as text", "nul-character")
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


_SIGNS = ("<<<<<<<", ">>>>>>>", "|||||||")
_OURS = re.compile(r"^(?:<{7}|\|{7})(?: \S.*)$|^<{7}$", re.MULTILINE)
_MIDDLE = re.compile(r"^={7}$", re.MULTILINE)
_THEIRS = re.compile(r"^>{7}(?: (?P<label>\S.*))?$", re.MULTILINE)
_ANY = re.compile(r"^[ \t]*(?:<{7}|={7}|>{7}|\|{7})(?![<=>|]).*$", re.MULTILINE)
_LABEL = re.compile(
    r"[0-9a-f]{7,40}\b.*|\S+/\S+|(?:head|main|master|trunk|develop|theirs|ours|stash|stashed changes|updated upstream)",
    re.IGNORECASE,
)


def refuse_conflict(text: str) -> None:
    """Raises MatterError at the first marker outside of code.

    A line of `=======` alone may underline a heading, and one of `>>>>>>>` may be a quote in quotes: it counts where
    one of the others stands, too, or what follows it is a name of Git's.
    """
    if not any(sign in text for sign in _SIGNS):
        return
    from newsgen.reading.markdown_text import without_code  # a build with nothing to read starts sooner

    shown = without_code(text)
    if marker := _OURS.search(shown) or _end_of_conflict(shown):
        raise _conflict(marker, text)


def conflict_in(head: str) -> MatterError | None:
    """A line that Git left in front matter, which has no other use for it."""
    marker = _ANY.search(head)
    return _conflict(marker, head) if marker else None


def _conflict(marker: re.Match[str], text: str) -> MatterError:
    shown = marker[0].strip()
    what = f"a conflict of two versions was left here by Git: '{shown[:40]}'"
    at = place_of(text, marker.start() + marker[0].index(shown))
    fix = "keep the right version and remove the lines of `<<<<<<<`, `=======` and `>>>>>>>`"
    return MatterError(what, *at, fix, "merge-conflict")


def _end_of_conflict(shown: str) -> re.Match[str] | None:
    for marker in _THEIRS.finditer(shown):
        label = marker["label"] or ""
        line_before = shown[: marker.start()].rstrip("\n").rpartition("\n")[2]
        if line_before.startswith(">"):
            continue
        is_below_text = marker.start() and not shown.endswith("\n\n", 0, marker.start())
        middle = _MIDDLE.search(shown, 0, marker.start())
        if _LABEL.fullmatch(label) or (middle and is_below_text):
            return middle if middle and middle.start() < marker.start() else marker
    return None


def problem_of(error: Exception, path: str) -> Problem:
    """What is reported of a file that can't be read. path: of the file, as problems name it. Where newsgen fails in a
    way that nobody foresaw, with what to report. Raises MemoryError, which is no text's."""
    if isinstance(error, MemoryError):
        raise error
    if isinstance(error, MatterError):
        return error.problem(path)
    if isinstance(error, OSError):
        return Problem("unreadable", Place(path), f"can't be read: {error.strerror}")
    said = " ".join(printable(f"{type(error).__name__}: {error}").split())[:200]
    what, fix = f"newsgen fails at this text ({said})", "a mistake of newsgen's: report it, with the text"
    return Problem("unreadable", Place(path), what, fix)


_GARBLED = re.compile("[\x80-ÿŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]{2,}")
_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_LOST = "\ufffd"


def garbled(text: str) -> str:
    """The first text that was read in a wrong encoding before it came here (`cafÃ©`); "" if there is none. What comes
    out as UTF-8 when it is taken for Windows-1252 was that."""
    if text.isascii():
        return ""
    if _LOST in text:
        return _LOST
    return next((found[0] for found in _GARBLED.finditer(text) if _UTF8.search(b"".join(map(_byte, found[0])))), "")


def _byte(sign: str) -> bytes:
    try:
        return sign.encode("cp1252")
    except UnicodeEncodeError:
        return sign.encode("latin-1", "replace")
