"""The command line. Prints; each command imports what it needs when it runs, so that starting is quick."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from newsgen import __version__

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class NewsroomCommand(click.Command):
    """Takes -h, in whatever context it is looked at."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **({"context_settings": _CONTEXT} | settings))


class NewsroomGroup(click.Group):
    """Commands in the order in which a newsroom meets them; failures of the world outside as exit codes."""

    command_class = NewsroomCommand

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        if os.environ.get("NO_COLOR"):
            ctx.color = False
        try:
            return super().invoke(ctx)
        except PermissionError as error:
            click.echo(f"{error.filename}: not allowed: {error.strerror}", err=True)
            raise click.exceptions.Exit(77) from None
        except BrokenPipeError:
            raise
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            click.echo(f"{place}{error.strerror or error} (try again when that is mended)", err=True)
            raise click.exceptions.Exit(75) from None


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


source_option = click.option(
    "-s",
    "--source",
    metavar="DIR",
    callback=_source,
    help="The folder that holds config.yaml.  [default: here or above]",
)


_file = click.Path(dir_okay=False, path_type=Path)
cache_option = click.option(
    "--cache-dir",
    metavar="DIR",
    default="",
    envvar="NEWSGEN_CACHE_DIR",
    help="Where to keep what is learnt.  [default: .newsgen in the source]",
)


def held_back_options(verb: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """--drafts and --future, with what the command does to what is held back otherwise."""
    drafts = click.option(
        "-D", "--drafts", "--buildDrafts", is_flag=True, envvar="NEWSGEN_DRAFTS", help=f"{verb} drafts too."
    )
    future = click.option(
        "-F", "--future", "--buildFuture", is_flag=True, envvar="NEWSGEN_FUTURE", help=f"{verb} scheduled articles too."
    )
    return lambda command: drafts(future(command))


@click.group(cls=NewsroomGroup, context_settings=_CONTEXT)
@click.version_option(__version__, message="newsgen %(version)s")
def main() -> None:
    """newsgen makes a newspaper of static files from a folder of Markdown articles.

    Begin with `newsgen init my-paper`, then `newsgen build` in that folder.
    """


@main.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--host",
    type=click.Choice(["github", "netlify", "cloudflare", "s3", "none"]),
    default="none",
    show_default=True,
    help="Write what publishes the site there.",
)
def init(folder: Path, host: str) -> None:
    """Make a new site in DIR, with a small newspaper to change."""
    from newsgen.cli.init_command import run_init

    run_init(folder, host)


@main.command()
@click.argument("headline", required=False, metavar="[HEADLINE]")
@source_option
@click.option("--section", default="", help="The article's section.  [default: that of the folder you are in]")
@click.option(
    "--author", "authors", multiple=True, help="Who wrote it; may be given again.  [default: you, as Git says]"
)
@click.option("--tag", "tags", multiple=True, help="What it is about; may be given again.")
@click.option("--kind", default="", metavar="NAME", help="Begin as content/_archetypes/NAME.md does.")
@click.option("--edit", is_flag=True, help="Open it in $VISUAL or $EDITOR.")
def new(**given: Any) -> None:
    """Begin an article with this HEADLINE, as a draft dated now.

    On a terminal what is missing is asked for.
    """
    from newsgen.cli.new_command import run_new

    run_new(**given)


@main.command()
@source_option
@cache_option
@click.option("-d", "-o", "--output", "--destination", metavar="DIR", default="", help="Where to put the site.")
@click.option(
    "-b",
    "--base-url",
    "--baseURL",
    metavar="URL",
    default="",
    envvar="NEWSGEN_BASE_URL",
    help="In place of site.url.",
)
@held_back_options("Put out")
@click.option("--now", metavar="ISO", help="Build as of this instant.  [default: SOURCE_DATE_EPOCH or the clock]")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Worker processes.  [default: one per core]")
@click.option("--no-cache", is_flag=True, help="Build from nothing but the sources.")
@click.option("--verify", is_flag=True, help="Build cleanly beside it too, and compare.")
@click.option("--strict", is_flag=True, help="Take warnings for errors.")
@click.option("--hold-broken", is_flag=True, help="Hold articles with errors back and build the others; exit code 3.")
@click.option("--report", metavar="FILE.json", type=click.Path(path_type=Path), help="Write what was done as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Print problems only.")
def build(**given: Any) -> None:
    """Build the site into its output folder.

    Problems are printed as file:line:column: what is wrong (how to mend it). If one of them is an error the build
    ends with exit code 1 and the output folder stays as it was; with --hold-broken, or `broken: hold` in the config,
    only the article that has the error does, and the exit code is 3.
    """
    from newsgen.cli.build_command import run_build

    raise click.exceptions.Exit(run_build(**given))


@main.command()
@click.argument("files", metavar="FILE", nargs=-1, type=click.Path(path_type=Path))
@source_option
@cache_option
@click.option(
    "--format", type=click.Choice(["text", "json", "github"]), default="text", help="How to print.  [default: text]"
)
@click.option("--strict", is_flag=True, help="Take warnings for errors.")
@click.option("--fix", is_flag=True, help="Mend what is safe to mend.")
@click.option("--external", is_flag=True, help="Ask for links out of the site, too.")
@click.option("--baseline", metavar="FILE", type=_file, help="Leave out the problems that FILE has.")
@click.option("--write-baseline", metavar="FILE", type=_file, help="Write all problems that there are to FILE.")
@click.option("-D", "--drafts", is_flag=True, envvar="NEWSGEN_DRAFTS", help="Check drafts too.")
@click.option("--now", metavar="ISO", help="Check as of this instant.  [default: SOURCE_DATE_EPOCH or the clock]")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Worker processes.  [default: one per core]")
@click.option("-q", "--quiet", is_flag=True, help="Print problems only.")
def check(**given: Any) -> None:
    """Look for mistakes before readers do, and put nothing out.

    All that a build would complain of, and what an editor would: photos without credit, tags in two spellings, a url
    that is lost. With FILE only what is wrong there is printed; with --baseline only what is new.
    """
    from newsgen.cli.check_command import run_check

    raise click.exceptions.Exit(run_check(**given))


@main.command()
@source_option
@cache_option
@click.option("--host", metavar="H", default="127.0.0.1", help="Where to listen.  [default: this machine only]")
@click.option(
    "-p", "--port", type=click.IntRange(0, 65535), metavar="P", help="[default: the first free one from 8000]"
)
@held_back_options("Show")
@click.option("--now", metavar="ISO", help="Show the site as of this instant.  [default: the clock]")
@click.option("--open", "with_browser", is_flag=True, help="Open a browser.")
def serve(**given: Any) -> None:
    """Show the site as it will be, while you write it.

    Pages are made when you look at them, and change in the browser as you save. Nothing is put out.
    """
    from newsgen.cli.serve_command import run_serve

    raise click.exceptions.Exit(run_serve(**given))


@main.command()
@source_option
@cache_option
@click.option("-d", "-o", "--output", "--destination", metavar="DIR", default="", help="Where the site was put.")
def clean(source: Path, cache_dir: str, output: str) -> None:
    """Remove the files that builds put out, and no others."""
    from newsgen.cli.clean_command import run_clean

    run_clean(source, cache_dir, output)


@main.command()
@click.argument("page", metavar="URL")
@source_option
@cache_option
@click.option("-d", "-o", "--output", "--destination", metavar="DIR", default="", help="Where the site was put.")
@click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON.")
def explain(page: str, source: Path, cache_dir: str, output: str, as_json: bool) -> None:
    """Say why a page is as it is: what it depends on, when and why it was made.

    URL is a page's url or output path, or the path of an article or a picture. It is about the last build.
    """
    from newsgen.cli.explain_command import run_explain

    raise click.exceptions.Exit(run_explain(page, source, cache_dir, output, as_json))


@main.command("next-change")
@source_option
@cache_option
@click.option("--now", metavar="ISO", help="Look ahead from this instant.  [default: SOURCE_DATE_EPOCH or the clock]")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, for the job that will build then.")
def next_change(source: Path, cache_dir: str, now: str | None, as_json: bool) -> None:
    """Say when the site will next change, and why.

    By the clock alone: a scheduled article appears, breaking news is over, an article expires or leaves the news
    sitemap.
    """
    from newsgen.cli.next_change_command import run_next_change

    run_next_change(source, cache_dir, now, as_json)


@main.command("list")
@click.argument("kind", type=click.Choice(["drafts", "scheduled", "expired", "breaking", "corrected", "broken"]))
@source_option
@cache_option
@click.option("--now", metavar="ISO", help="As of this instant.  [default: SOURCE_DATE_EPOCH or the clock]")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def list_articles(kind: Any, source: Path, cache_dir: str, now: str | None, as_json: bool) -> None:
    """Name the articles that are held back, breaking, corrected or broken.

    With the instants as newsgen understands them, offset and zone included.
    """
    from newsgen.cli.list_command import run_list

    run_list(kind, source, cache_dir, now, as_json)


@main.command()
@click.argument("file")
@source_option
@cache_option
@click.option("--now", metavar="ISO", help="As of this instant.  [default: SOURCE_DATE_EPOCH or the clock]")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def related(file: str, source: Path, cache_dir: str, now: str | None, as_json: bool) -> None:
    """Say why each related article stands beside the one in FILE."""
    from newsgen.cli.related_command import run_related

    raise click.exceptions.Exit(run_related(file, source, cache_dir, now, as_json))


_folder = click.Path(exists=True, file_okay=False, path_type=Path)


@main.command()
@click.argument("old", type=_folder)
@click.argument("new", type=_folder)
@click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON.")
def diff(old: Path, new: Path, as_json: bool) -> None:
    """Compare the output folders OLD and NEW.

    Groups what changed, so that another theme or version of newsgen can be looked through before readers see it.
    """
    from newsgen.cli.diff_command import run_diff

    run_diff(old, new, as_json)


@main.command()
@click.argument("action", required=False, metavar="[copy|diff]", type=click.Choice(["copy", "diff"]))
@click.argument("names", metavar="[NAME]...", nargs=-1)
@source_option
def layouts(action: str | None, names: tuple[str, ...], source: Path) -> None:
    """List the bundled layouts, and what the site has in their place.

    `copy` brings some into the site, `diff` shows how the site's own differ from the bundled ones.
    """
    from newsgen.cli.layouts_command import run_layouts

    run_layouts(action, names, source)


@main.command()
@click.argument("kind", type=click.Choice(["config", "article", "authors"]))
def schema(kind: str) -> None:
    """Print a JSON Schema for editors.

    Of config.yaml, of an article's front matter or of authors.yaml.
    """
    from newsgen.cli.init_command import schema_text

    click.echo(schema_text(kind), nl=False)


@main.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print a shell's completion script.

    In your shell's start file: eval "$(newsgen completion bash)"
    """
    from click.shell_completion import get_completion_class

    complete = get_completion_class(shell)
    if complete is None:
        raise click.UsageError(f"there is no completion for {shell}")
    click.echo(complete(main, {}, "newsgen", "_NEWSGEN_COMPLETE").source())
