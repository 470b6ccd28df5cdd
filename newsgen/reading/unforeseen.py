"""What is told of a text at which newsgen fails in a way that nobody foresaw. Pure."""

from newsgen.model.problem import Place, Problem
from newsgen.model.quote import printable

LENGTH = 200
"""Characters that are shown of an exception's message."""


def unforeseen(error: Exception, path: str) -> Problem:
    """An error, with what to report. path: of the text, as problems name it. Raises MemoryError, which is no text's."""
    if isinstance(error, MemoryError):
        raise error
    said = " ".join(printable(f"{type(error).__name__}: {error}").split())[:LENGTH]
    what, mend = f"newsgen fails at this text ({said})", "a mistake of newsgen's: report it, with the text"
    return Problem("unreadable", Place(path), what, mend)
