"""Options that several commands have, and the types of values. Looks at disk for the site's folder."""

from functools import partial
from pathlib import Path

import click


def _source(ctx: click.Context, param: click.Parameter, value: str | None) -> Path:
    """The folder that holds config.yaml: the one named, else here, else the nearest parent that has one."""
    here = Path(value) if value else Path.cwd()
    if value:
        if not (here / "config.yaml").is_file():
            raise click.UsageError(f"there is no config.yaml in {here}")
        return here
    found = next((folder for folder in (here, *here.parents) if (folder / "config.yaml").is_file()), None)
    if found is None:
        raise click.UsageError("there is no config.yaml here or above; `newsgen init DIR` makes a new site")
    return found


PATH = click.Path(path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)
COUNT, PORT = click.IntRange(min=1), click.IntRange(0, 65535)
FORMAT = click.Choice(["text", "json", "github"])
FROM_GIT = "  [default: you, as Git says]"
FROM_CLOCK = "  [default: SOURCE_DATE_EPOCH or the clock]"
source_option = click.option(
    "-s", "--source", metavar="DIR", callback=_source,
    help="The folder that holds config.yaml.  [default: here or above]",
)  # fmt: skip
cache_option = click.option(
    "--cache-dir", metavar="DIR", default="", envvar="NEWSGEN_CACHE_DIR",
    help="Where to keep what is learnt.  [default: .newsgen in the source]",
)  # fmt: skip
output_option = partial(click.option, "-d", "-o", "--output", "--destination", metavar="DIR", default="")
drafts_option = partial(click.option, "-D", "--drafts", is_flag=True, envvar="NEWSGEN_DRAFTS")
future_option = partial(click.option, "-F", "--future", "--buildFuture", is_flag=True, envvar="NEWSGEN_FUTURE")
now_option = partial(click.option, "--now", metavar="ISO")
json_option = partial(click.option, "--json", "as_json", is_flag=True)
jobs_option = click.option("--jobs", type=COUNT, metavar="N", help="Worker processes.  [default: one per core]")
strict_option = click.option("--strict", is_flag=True, help="Take warnings for errors.")
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Print problems only.")
