"""When a site will next change by the clock. Reads disk."""

from newsgen.catalog.visibility import NextChange, next_change
from newsgen.model.problem import Problem
from newsgen.site.options import Folders, Options, configured, in_zone
from newsgen.site.sources import read_now


def read_next_change(options: Options) -> tuple[NextChange | None, list[Problem]]:
    """The next instant at which a build's output would differ; problems where the config can't be read.

    Changes nothing on disk, and waits for no one.
    """
    config, problems = configured(options)
    if config is None:
        return None, problems
    options = in_zone(options, config)
    entries = list(read_now(config, Folders.of(options, config), options.jobs).entries.values())
    return next_change(entries, options.moment, config.photos), []
