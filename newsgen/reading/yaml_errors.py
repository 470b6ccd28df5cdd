"""What YAML's parser complains of, in a writer's words and at the place to mend. Pure."""

import re

import yaml

from newsgen.reading.line_slips import slip_near
from newsgen.reading.tree import MatterError

_COMMENT = re.compile(r"[\[{](?:[^\n#]*[,\s])?(#[^#\s,\]}]+)")
QUOTES = "put the whole value into quotes"
NO_COLON = "this line has no colon"
TOO_FAR = "this line is indented too far, or the one before has no colon"
OTHERWISE = "this line is indented otherwise than those before it"
_MAY_BE_OF_LINE = (NO_COLON, TOO_FAR, OTHERWISE)


def in_words(error: yaml.MarkedYAMLError, text: str, first_line: int) -> MatterError:
    """The error with its place in the file. Where a quote or bracket is never closed that is where it opens."""
    what, mend, mark = _explained(error, text)
    if what in _MAY_BE_OF_LINE and (slip := slip_near(text, mark.index, first_line)):
        return slip
    line, column = text.count("\n", 0, mark.index), mark.index - text.rfind("\n", 0, mark.index)
    return MatterError(what, first_line + line, column, mend)


def _explained(error: yaml.MarkedYAMLError, text: str) -> tuple[str, str, yaml.Mark]:
    context, problem, at = error.context or "", error.problem or "", error.problem_mark or error.context_mark
    if at is None:
        raise error
    opened = error.context_mark or at
    before = text[text.rfind("\n", 0, at.index) + 1 : at.index]
    if "flow" in context and (comments := list(_COMMENT.finditer(text, 0, at.index))):
        word, sign = comments[-1][1], yaml.Mark("", comments[-1].start(1), 0, 0, None, 0)
        return f"'{word}' begins a comment, so the bracket before it is not closed", "quote what begins with #", sign
    if text[at.index : at.index + 1] == "\t":
        return "a tab stands where YAML wants spaces", "indent with spaces", at
    if "quoted scalar" in context:
        if "end of stream" in problem or "document indicator" in problem:
            return "a quote is opened and never closed", "close the quote", opened
        return "this backslash means nothing in double quotes", "use single quotes, or write it twice: \\\\", at
    if "expected ',' or" in problem:
        return "a bracket is opened and never closed", "close it, and part the values by commas", opened
    if "expected ':'" in problem:
        if text[: opened.index].endswith("\n\n"):
            return NO_COLON, "write `---` above it, if the text begins here", opened
        return NO_COLON, "write `key: value`, or indent it if it goes on with the line before", opened
    if "mapping values" in problem:
        return _second_colon(before, at)
    if "expected key" in problem or "expected '-'" in problem:
        return _unexpected(before, at)
    if "block scalar" in context and (opening := text[opened.index : opened.index + 1]) in ("|", ">"):
        return f"'{opening}' begins a text of several lines", QUOTES, opened
    if "block scalar" not in context:
        return f"a value can't start with '{text[opened.index : opened.index + 1]}'", QUOTES, opened
    return f"YAML can't read this: {problem}", "check quotes, colons and indentation", at


def _second_colon(before: str, at: yaml.Mark) -> tuple[str, str, yaml.Mark]:
    if ":" in before:
        return "a second colon in one value", QUOTES, at
    return TOO_FAR, "indent the keys of one group alike", at


def _unexpected(before: str, at: yaml.Mark) -> tuple[str, str, yaml.Mark]:
    if before.rstrip().endswith(("'", '"')):
        mend = 'write a quote within single quotes twice, and one within double quotes as \\"'
        return "text follows a closed quote", mend, at
    if before.rstrip().endswith(("]", "}")):
        return "text follows a closed bracket", QUOTES, at
    return OTHERWISE, "indent the keys of one group alike", at
