"""What the last build put out, and how much of it is still there. Reads disk."""

from pathlib import Path

from msgspec import Struct

from newsgen.engine.memory import Known, Memory
from newsgen.engine.output import State, intact


class Standing(Struct, frozen=True):
    """What the last build put out: all of it, and what still is as it was, with its stat.

    restated: those of them of which only the bytes tell that.
    """

    files: dict[str, Known]
    intact: dict[str, tuple[int, ...]]
    restated: dict[str, tuple[int, ...]]

    @classmethod
    def of(cls, folder: Path, memory: Memory) -> "Standing":
        files = memory.files()
        return cls(files, *intact(folder, files))

    def state(self, output: str) -> State | None:
        """Of a file that is as it was put out."""
        stat = self.intact.get(output)
        return State(self.files[output].digest, stat) if stat else None
