"""What commands are told: options that several have, and what they come to. Looks at disk for the site's folder."""

import os
import stat
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import click


def _folder_of_site(ctx: click.Context, param: click.Parameter, value: str | None) -> Path:
    """The folder that holds config.yaml: the one named, else here, else the nearest parent that has one."""
    here = Path(value) if value else Path.cwd()
    if value:
        if not _has_config(here):
            raise click.UsageError(f"there is no config.yaml in {here}")
        return here
    found = next((folder for folder in (here, *here.parents) if _has_config(folder)), None)
    if found is None:
        raise click.UsageError("there is no config.yaml here or above; `newsgen init DIR` makes a new site")
    return found


def _has_config(folder: Path) -> bool:
    """Raises PermissionError where nobody may look, which `Path.is_file` no longer does from Python 3.14 on."""
    try:
        return stat.S_ISREG(os.stat(folder / "config.yaml").st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


PATH = click.Path(path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)
COUNT, PORT, FORMAT = click.IntRange(min=1), click.IntRange(0, 65535), click.Choice(["text", "json", "github"])
FROM_GIT = "  [default: you, as Git says]"
FROM_CLOCK = "  [default: SOURCE_DATE_EPOCH or the clock]"
source = click.option(
    "-s", "--source", metavar="DIR", callback=_folder_of_site,
    help="The folder that holds config.yaml.  [default: here or above]",
)  # fmt: skip
output = partial(click.option, "-d", "-o", "--output", "--destination", metavar="DIR", default="")
drafts = partial(click.option, "-D", "--drafts", is_flag=True, envvar="NEWSGEN_DRAFTS")
future = partial(click.option, "-F", "--future", "--buildFuture", is_flag=True, envvar="NEWSGEN_FUTURE")
now = partial(click.option, "--now", metavar="ISO")
as_json = partial(click.option, "--json", "as_json", is_flag=True)
jobs = click.option("--jobs", type=COUNT, metavar="N", help="Worker processes.  [default: one per core]")
strict = click.option("--strict", is_flag=True, help="Take warnings for errors.")
quiet = click.option("-q", "--quiet", is_flag=True, help="Print problems only.")


def site(function: Callable[..., None]) -> Callable[..., None]:
    """The site, and where what is remembered of it is."""
    what = "Where to keep what is learnt.  [default: .newsgen in the source]"
    cache = click.option("--cache-dir", metavar="DIR", default="", envvar="NEWSGEN_CACHE_DIR", help=what)
    return source(cache(function))


def with_options(given: dict[str, Any]) -> dict[str, Any]:
    """What a command was given, with `options` in place of all that Options have. Raises UsageError."""
    if "source" not in given:
        return given
    from newsgen.site.options import Options, usual_jobs  # `--help` does without

    own = {name: value for name, value in given.items() if name in Options.__struct_fields__}
    rest = {name: value for name, value in given.items() if name not in own}
    own |= {"now": parse_now(own.get("now")), "jobs": own.get("jobs") or usual_jobs()}
    if own.get("base_url") and not _is_address(own["base_url"]):
        raise click.UsageError(f"--base-url '{own['base_url']}' is no web address such as https://example.org")
    return rest | {"options": Options(**own)}


def parse_now(text: str | None) -> datetime:
    """The instant as of which a command runs. text: of `--now`. Raises UsageError."""
    from newsgen.site.options import now_from

    try:
        return now_from(text, dict(os.environ))
    except (ValueError, OverflowError, OSError) as error:
        raise click.UsageError(f"--now or SOURCE_DATE_EPOCH: {error}") from None


def _is_address(text: str) -> bool:
    import msgspec

    from newsgen.model.config import WebUrl
    from newsgen.reading.config_file import is_site_url

    try:
        return is_site_url(msgspec.convert(text, WebUrl))
    except ValueError:
        return False
