"""`newsgen`, and `python -m newsgen`."""

import gc

from newsgen.cli.main import main


def run() -> None:
    """One command, without the collector of cycles: what a command makes lives to its end, or is no cycle."""
    gc.disable()
    main()


if __name__ == "__main__":
    run()
