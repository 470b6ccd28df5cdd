"""`newsgen`, and `python -m newsgen`."""

import gc
import signal
import sys

from newsgen.cli.main import main


def run() -> None:
    """One command, without the collector of cycles: what a command makes lives to its end, or is no cycle."""
    gc.disable()
    signal.signal(signal.SIGTERM, _end)
    try:
        main()
    finally:
        if "multiprocessing" in sys.modules:
            from newsgen.worker_lifetime import end_workers

            end_workers()
        gc.freeze()  # else the interpreter looks through all of it when it ends


def _end(number: int, _: object) -> None:
    """A signal to end lets go of everything in order, as Ctrl+C does. 128 and its number is what shells say then."""
    sys.exit(128 + number)


if __name__ == "__main__":
    run()
