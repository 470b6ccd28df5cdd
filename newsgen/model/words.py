"""Counting, comparing and cutting words, also in scripts that don't part them by spaces. Pure."""

import re
import unicodedata
from collections import Counter
from math import ceil

_HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua48f\uf900-\ufaff\U00020000-\U0003ffff"
_KANA = "\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
_THAI = "\u0e01-\u0e30\u0e32-\u0e33\u0e40-\u0e46\u0e81-\u0eb0\u0eb2-\u0eb3\u0ebd-\u0ec6\u0edc-\u0edf"
_KHMER = (
    "\u0f40-\u0f6c\u1000-\u102a\u103f\u1050-\u1055\u105a-\u105d\u1061-\u1070\u1075-\u1081\u108e\u1780-\u17b3\u1950-\u19c9"
    "\u1a20-\u1a54\ua9e0-\ua9ef\uaa60-\uaa7a\uaa80-\uaaaf"
)
_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u0f71-\u0fbc\u102b-\u103e\u17b4-\u17d3"
SPACELESS = _HAN + _KANA + _THAI + _KHMER
"""The letters of Chinese, Japanese and Yi, Thai, Lao, Khmer, Burmese, Tibetan and the Tai scripts, for a pattern."""
LETTERS_A_WORD = {"han": 1.6, "kana": 2.1, "thai": 4.0, "khmer": 3.0}
"""Chinese has 1.6 characters a word, Japanese 1.85 of Han and kana together. Source: Trauzettel-Klosinski and Dietz,
"Standardized Assessment of Reading Performance: The New International Reading Speed Texts IReST", 2012: 255 and 357
characters a minute, 158 and 193 words. Thai and Lao have about four letters a word, Khmer, Burmese and their
neighbours about three, not counting the marks around them: a rule of thumb."""

_ANY = f"[{SPACELESS}]"  # compiled when first used: that takes 10 ms, which a build with nothing to do would feel
_COUNTED = {name: f"[{letters}]" for name, letters in zip(LETTERS_A_WORD, (_HAN, _KANA, _THAI, _KHMER), strict=True)}
_RUN = f"[{SPACELESS}][{SPACELESS}{_MARKS}]*"
_LETTER = re.compile(r"\w")
_PIECE = f"[{SPACELESS}]|[^\\W{SPACELESS}]+"
_LEADING_VOWEL = re.compile("[\u0e40-\u0e44\u0ec0-\u0ec4\u200d]")
_EXTENDS = re.compile("[\u0e33\u0eb3\u1160-\u11ff\u200c\u200d\uff9e\uff9f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]")
_SENTENCE_END = (
    r"(?:(?:(?<=[^\W\d_]{4})|(?<=\d\d)|(?<=[)\]»”’\"]))[.\u061f\u06d4]|(?<=[\u0370-\u03ff\u1f00-\u1fff]);|[!?])"
    r"[)\]»”’\"]*(?=\s+[^\sa-z\u03ac-\u03ce\u0430-\u045f])|[。！？][」』”）]*"
)
"""Not after a short word, which may be an abbreviation, nor before a small letter. `;` ends a question in Greek."""
_CLAUSE_END = r"[,;:\u060c\u061b]\s|\s[–—-]\s|[，；：、]"
_VIRAMA = 9
"""Unicode's class of signs that join the next letter to the one before."""


def is_spaceless(text: str) -> bool:
    """Whether some of it is in a script without spaces between words."""
    return not text.isascii() and re.search(_ANY, text) is not None


def word_count(text: str) -> int:
    """How many words it has; of a script without spaces as many as its letters usually make."""
    if not is_spaceless(text):
        return len(text.split())
    parted = sum(_LETTER.search(word) is not None for word in re.sub(_RUN, " ", text).split())
    return parted + ceil(sum(len(re.findall(_COUNTED[name], text)) / size for name, size in LETTERS_A_WORD.items()))


def pieces(text: str) -> list[str]:
    """The words of a text in order; of a script without spaces each letter."""
    return re.findall(_PIECE, text)


def changed_words(old: str, new: str) -> int:
    """How many words were written or taken out, whichever are more."""
    before, after = _bag(old), _bag(new)
    return max(_words_in(before - after), _words_in(after - before))


def cut(text: str, length: int) -> str:
    """The longest beginning of at most `length` characters that ends with a word, or else with a whole character."""
    if len(text) <= length:
        return text
    end = length
    while end > 1 and _is_inside(text, end):
        end -= 1
    begun = text.rfind(" ", 0, length + 1) + 1
    if run := list(re.compile(_RUN).finditer(text, begun, end)):
        after = run[-1].end()
        return text[:after] if after < end and _LETTER.match(text, end) else text[:end]
    return text[: begun - 1] if begun > 1 else text[:end]


def _bag(text: str) -> Counter[str]:
    """Count its words; of a script without spaces each letter with the next one, so that order counts."""
    if not is_spaceless(text):
        return Counter(text.split())
    bag = Counter(re.sub(_RUN, " ", text).split())
    for run in re.findall(_RUN, text):
        bag.update(run[at : at + 2] for at in range(len(run)))
    return bag


def _words_in(bag: Counter[str]) -> int:
    parted = sum(count for word, count in bag.items() if not re.match(_ANY, word))
    letters = "".join(word[0] * count for word, count in bag.items() if re.match(_ANY, word))
    return parted + (word_count(letters) if letters else 0)


def _is_inside(text: str, at: int) -> bool:
    """Whether the character at an index belongs to the one before. Source: Unicode, UAX #29, for what news has."""
    before, here = text[at - 1], text[at]
    if unicodedata.category(here)[0] == "M" or _EXTENDS.match(here) or _LEADING_VOWEL.match(before):
        return True
    if unicodedata.combining(before) == _VIRAMA:
        return here.isalpha()
    if _FLAG.match(here):
        first = at
        while first and _FLAG.match(text[first - 1]):
            first -= 1
        return (at - first) % 2 == 1
    return False


def excerpt(text: str, length: int, ellipsis: str = "...") -> str:
    """At most `length` characters of `text`: whole sentences where they fill half of the room, else up to the end of a
    clause that does, else of a word. ellipsis: what it ends with where it was cut within a sentence."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    half, room = length // 2, max(length - len(ellipsis), 1)
    ends = [end.end() for end in re.finditer(_SENTENCE_END, text[: length + 2]) if half <= end.end() <= length]
    if ends:
        return text[: ends[-1]]
    clauses = [end.start() for end in re.finditer(_CLAUSE_END, text[: room + 1]) if end.start() >= half]
    end = clauses[-1] if clauses else len(cut(text, room))
    return text[:end].rstrip(" ,;:.、，；：。–—-") + ellipsis
