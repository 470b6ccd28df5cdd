"""What a copy desk does before a story is out: rules over texts and over the whole site, and fixing what is safe."""

from newsgen.check.checking import CheckError, CheckOptions, CheckResult, check

__all__ = ["CheckError", "CheckOptions", "CheckResult", "check"]
