"""Lines of YAML that can't be read for a reason that can be named: no space after a colon, an equals sign ... Pure."""

import re
from collections.abc import Callable

from newsgen.reading.decoding import conflict_in
from newsgen.reading.tree import MatterError

_NO_BREAK = "\xa0\u2007\u202f\u3000"
_INVISIBLE = "\xad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_KEY = r"(?P<before>[ \t]*(?:- +)?)(?P<key>[\"']?\w[\w -]*?[\"']?)"
_SPACE = re.compile(rf"(?P<before>[^:]*:)(?P<sign>[{_NO_BREAK}])|(?P<indent>[ \t]*)(?P<first>[{_NO_BREAK}])")
_COLON = re.compile(rf"{_KEY}[ {_NO_BREAK}]*(?P<sign>[：﹕︰∶ː])\s*(?P<value>.*)")
_NO_SPACE = re.compile(rf"{_KEY}(?P<sign>:)(?P<value>[^\s:/].*|/(?!/).*)")
_EQUALS = re.compile(rf"{_KEY}\s*(?P<sign>=)\s*(?P<value>.*)")
_COMMENT = re.compile(r"(?P<before>[ \t]*)(?P<sign>//|<!--|/\*|;)")
_LIST = re.compile(r"(?P<before>[ \t]*)(?P<sign>-)(?P<value>[^\s-].*)")
_BARE = re.compile(r"(?P<before>[ \t]*)(?P<sign>\w[\w -]*)\s*")
_WORD = re.compile(r"\w[\w .-]*")
Said = tuple[str, str]
"""What is wrong, how to mend it."""


def slip_near(text: str, at: int, first_line: int) -> MatterError | None:
    """The slip on the line at the index `at`, or on the one before it, where the parser stumbled."""
    if conflict := conflict_in(text, first_line):
        return conflict
    lines = text[: (text + "\n").index("\n", at)].split("\n")
    number = len(lines) - 1
    before = next((each for each in range(number - 1, -1, -1) if lines[each].strip()), None)
    for each in (before, number):
        if each is None:
            continue
        for form, words in _FORMS:
            if found := form.match(lines[each]):
                what, fix = words(found)
                sign = "sign" if found["sign"] else "first"
                return MatterError(what, first_line + each, found.start(sign) + 1, fix)
    if before is not None and (found := _BARE.fullmatch(lines[before])):
        return MatterError("this line has no colon", first_line + before, found.start("sign") + 1, "write `key: value`")
    return None


def odd_key(name: str, line: int, column: int) -> MatterError | None:
    """A key that looks like another, since signs that nobody sees are a part of it.

    name: one that is known without them.
    """
    if name[:1] in _NO_BREAK and name[:1]:
        return MatterError("a no-break space stands in the indentation", line, column, _PLAIN_SPACE)
    hidden = next((sign for sign in (name[:1], name[-1:]) if sign and sign in _INVISIBLE), "")
    word = name.strip(_INVISIBLE)
    if hidden and _WORD.fullmatch(word):
        what = f"the key '{word}' has an invisible sign (U+{ord(hidden):04X}) beside it"
        return MatterError(what, line, column, "type the key anew")
    return None


def without_hidden(name: str) -> str:
    """A key without signs that nobody sees."""
    return name.strip(_INVISIBLE + _NO_BREAK + " ")


_PLAIN_SPACE = "type a plain space in its place"


def _no_break(found: re.Match[str]) -> Said:
    where = "after the colon" if found["sign"] else "in the indentation"
    return f"a no-break space stands {where}", _PLAIN_SPACE


def _colon(found: re.Match[str]) -> Said:
    what = f"this is not the colon that YAML wants, but another sign (U+{ord(found['sign']):04X})"
    return what, f"write `{_pair(found)}`"


def _no_space(found: re.Match[str]) -> Said:
    return "a space is missing after the colon", f"write `{_pair(found)}`"


def _equals(found: re.Match[str]) -> Said:
    return "an equals sign stands where YAML wants a colon", f"write `{_pair(found)}`"


def _comment(found: re.Match[str]) -> Said:
    return f"'{found['sign']}' begins no comment here", "begin it with #"


def _no_space_in_list(found: re.Match[str]) -> Said:
    return "a space is missing after the hyphen", f"write `- {found['value'][:40].strip()}`"


def _pair(found: re.Match[str]) -> str:
    return f"{found['key']}: {found['value'][:40].strip()}".strip()


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Said]], ...] = (
    (_SPACE, _no_break),
    (_COLON, _colon),
    (_NO_SPACE, _no_space),
    (_EQUALS, _equals),
    (_COMMENT, _comment),
    (_LIST, _no_space_in_list),
)
