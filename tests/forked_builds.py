"""Imported by the process from which builds are forked: one build has run there, so that these import nothing and
compile no bundled layout. Writes disk."""

from newsgen.cli import build_command as build_command
from tests.histories import compiled_once
from tests.killing import edition, newsroom

LAYOUTS = compiled_once()  # a context that nobody holds ends at once
LAYOUTS.__enter__()
edition(newsroom())
