"""Telling of files that change, in bursts. Reads disk, starts threads."""

import os
from collections.abc import Callable, Collection
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.observers.polling import PollingObserver

QUIET = 0.008
"""Seconds without a further event after which a burst is over."""
LONGEST = 0.5
"""Seconds after which a burst is told of, whether or not it is over: a checkout of a branch may take long."""
_CHANGING = ("created", "modified", "moved", "deleted", "closed")
IDLE = 0.5
"""Seconds without a change after which there is time for other things."""
RESTS = 6
"""Times that a rest is told of: together they are longer than a file is too young for its stat to tell of changes."""
_CLOCK = Path()
"""In place of a file: time passed."""
Tell = Callable[[frozenset[Path]], None]


class Watch(FileSystemEventHandler):
    """Owns the observer and a thread. tell: called in that thread, with the paths of each burst, or with none when time
    passed; rest: called there a few times once nothing has changed for a while."""

    def __init__(self, tell: Tell, rest: Callable[[], None]) -> None:
        self._tell, self._rest = tell, rest
        self._events: SimpleQueue[Path | None] = SimpleQueue()
        self._site, self._folders = Path(), frozenset[Path]()
        self._thread = Thread(target=self._tell_bursts, name="newsgen-watch", daemon=True)

    def start(self, site: Path, folders: Collection[Path]) -> None:
        """site: of which only files are watched; folders: of which all is. They need not be there yet."""
        self._site, self._folders = site, frozenset(folders)
        try:
            self._observe(Observer())
        except OSError:  # the system's watches are used up
            self._observe(PollingObserver())
        self._thread.start()

    def stop(self) -> None:
        self._events.put(None)
        self._observer.stop()
        self._observer.join()
        self._thread.join()

    def tell_the_time(self) -> None:
        """What the clock changes is told in turn with all else."""
        self._events.put(_CLOCK)

    def follow(self, folders: Collection[Path]) -> None:
        """Other folders than before, or new ones in their place."""
        self._folders = frozenset(folders)
        while self._watches:
            self._observer.unschedule(self._watches.pop())
        self._schedule()

    def _observe(self, observer: BaseObserver) -> None:
        self._observer = observer
        self._watches: list[ObservedWatch] = []
        observer.schedule(self, str(self._site))
        self._schedule()
        observer.start()

    def _schedule(self) -> None:
        for folder in self._folders:
            if folder.is_dir():
                self._watches.append(self._observer.schedule(self, str(folder), recursive=True))

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type not in _CHANGING or (event.is_directory and event.event_type == "modified"):
            return
        for path in (event.src_path, event.dest_path):
            if path:
                self._events.put(Path(os.fsdecode(path)))

    def _tell_bursts(self) -> None:
        while (first := self._first_after_rest()) is not None:
            burst, is_over = self._burst(first)
            if burst & self._folders:
                self.follow(self._folders)
            wanted = frozenset(filter(self._is_wanted, burst))
            if wanted or _CLOCK in burst:
                self._tell(wanted)
            if is_over:
                return

    def _first_after_rest(self) -> Path | None:
        for _ in range(RESTS):
            try:
                return self._events.get(timeout=IDLE)
            except Empty:
                self._rest()
        return self._events.get()

    def _burst(self, first: Path) -> tuple[set[Path], bool]:
        """The paths of a burst, and whether it is the last one."""
        burst, end = {first}, monotonic() + LONGEST
        while monotonic() < end:
            try:
                path = self._events.get(timeout=QUIET)
            except Empty:
                return burst, False
            if path is None:
                return burst, True
            burst.add(path)
        return burst, False

    def _is_wanted(self, path: Path) -> bool:
        if any(path.is_relative_to(folder) for folder in self._folders):
            return not path.name.startswith(".") and not path.name.endswith("~")
        return path.parent == self._site and path.suffix in (".yaml", ".yml")
