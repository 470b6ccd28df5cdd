"""What the last build put out, and how much of it is still there. Pure."""

from collections.abc import Collection

from msgspec import Struct

from newsgen.engine.memory import Known
from newsgen.engine.output import FileState, Stat


class Standing(Struct, frozen=True):
    """What the last build put out: all of it, and what still is as it was, with its stat.

    restated: those of them of which only the bytes tell that.
    """

    files: dict[str, Known]
    intact: dict[str, Stat]
    restated: dict[str, Stat]

    @classmethod
    def of(cls, files: dict[str, Known], lost: Collection[str], restated: dict[str, Stat]) -> "Standing":
        intact = {path: known.stat for path, known in files.items()}
        for path in lost:
            del intact[path]
        return cls(files, intact | restated, restated)

    def state(self, output: str) -> FileState | None:
        """Of a file that is as it was put out."""
        stat = self.intact.get(output)
        return FileState(self.files[output].digest, stat) if stat else None
