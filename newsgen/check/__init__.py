"""What a copy desk does before a story is out: rules over texts and over the whole site, and mending what is safe."""

from newsgen.check.asked import NoSuchFileError
from newsgen.check.checking import Checked, Wanted, check
from newsgen.check.external import Manners, NoHttpxError

__all__ = ["Checked", "Manners", "NoHttpxError", "NoSuchFileError", "Wanted", "check"]
