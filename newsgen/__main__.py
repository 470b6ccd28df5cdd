"""`newsgen`, and `python -m newsgen`."""

import gc

from newsgen.cli.main import main


def run() -> None:
    """One command, without the collector of cycles: what a command makes lives to its end, or is no cycle."""
    gc.disable()
    try:
        main()
    finally:
        gc.freeze()  # else the interpreter looks through all of it when it ends


if __name__ == "__main__":
    run()
