"""Memory that a process shares with those that it forks, in which they leave what they made. Holds memory, no disk."""

from mmap import mmap

SIZE = 8 << 20
"""Bytes of one slot. Only those that are written take memory."""


class Slots:
    """Owns the memory, and knows which slots nobody uses."""

    def __init__(self, count: int) -> None:
        """Raises OSError."""
        self._memory = mmap(-1, count * SIZE)
        self._free = list(range(count))

    def take(self) -> int:
        return self._free.pop()

    def give_back(self, slot: int) -> None:
        """What was left there is no longer read."""
        self._free.append(slot)

    def leave(self, slot: int, content: bytes) -> bool:
        """Whether it fits."""
        fits = len(content) <= SIZE
        if fits:
            self._memory[slot * SIZE : slot * SIZE + len(content)] = content
        return fits

    def left(self, slot: int, length: int) -> memoryview:
        """Holds until the slot is given back."""
        return memoryview(self._memory)[slot * SIZE : slot * SIZE + length]
