"""The command line. Prints; each command imports what it needs when it runs, so that starting is quick."""

import os
from collections.abc import Callable
from functools import wraps
from pkgutil import resolve_name
from typing import Any

import click

from newsgen import __version__
from newsgen.cli import command_options as option
from newsgen.cli.command_options import FILE, FOLDER, FORMAT, FROM_CLOCK, FROM_GIT, PATH, PORT

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class NewsroomGroup(click.Group):
    """Commands in the order in which a newsroom meets them; failures of the world outside as exit codes."""

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


@click.group(cls=NewsroomGroup, context_settings=_CONTEXT)
@click.version_option(__version__, message="newsgen %(version)s")
def main() -> None:
    """newsgen makes a newspaper of static files from a folder of Markdown articles.

    Begin with `newsgen init my-paper`, then `newsgen build` in that folder.
    """


def command(function: str, name: str | None = None) -> Callable[[Callable[[], None]], click.Command]:
    """Add a command that takes -h in whatever context it is looked at, by the function that does it: that is imported
    when it runs, and returns the exit code, if it isn't 0."""

    def add(described: Callable[[], None]) -> click.Command:
        @wraps(described)
        def run(**given: Any) -> None:
            raise click.exceptions.Exit(resolve_name(function)(**option.with_options(given)) or 0)

        return main.command(name, context_settings=_CONTEXT)(run)

    return add


@command("newsgen.cli.init_command.run_init")
@click.argument("folder", metavar="DIR", type=PATH)
@click.option(
    "--host", type=click.Choice(["github", "netlify", "cloudflare", "s3", "none"]), default="none", show_default=True,
    help="Write what publishes the site there.",
)  # fmt: skip
def init() -> None:
    """Make a new site in DIR, with a small newspaper to change."""


@command("newsgen.cli.new_command.run_new")
@click.argument("headline", required=False, metavar="[HEADLINE]")
@option.source
@click.option("--section", default="", help="The article's section.  [default: that of the folder you are in]")
@click.option("--author", "authors", multiple=True, help="Who wrote it; may be given again." + FROM_GIT)
@click.option("--tag", "tags", multiple=True, help="What it is about; may be given again.")
@click.option("--kind", default="", metavar="NAME", help="Begin as content/_archetypes/NAME.md does.")
@click.option("--edit", is_flag=True, help="Open it in $VISUAL or $EDITOR.")
def new() -> None:
    """Begin an article with this HEADLINE, as a draft dated now.

    On a terminal what is missing is asked for.
    """


@command("newsgen.cli.build_command.run_build")
@option.site
@option.output(help="Where to put the site.")
@click.option(
    "-b", "--base-url", "--baseURL", metavar="URL", default="", envvar="NEWSGEN_BASE_URL", help="In place of site.url."
)
@option.drafts("--buildDrafts", help="Put out drafts too.")
@option.future(help="Put out scheduled articles too.")
@option.now(help="Build as of this instant." + FROM_CLOCK)
@option.jobs
@click.option("--no-cache", "forget", is_flag=True, help="Build from nothing but the sources.")
@click.option("--verify", is_flag=True, help="Build cleanly beside it too, and compare.")
@option.strict
@click.option("--hold-broken", is_flag=True, help="Hold articles with errors back and build the others; exit code 3.")
@click.option("--report", metavar="FILE.json", type=PATH, help="Write what was done as JSON.")
@option.quiet
def build() -> None:
    """Build the site into its output folder.

    Problems are printed as file:line:column: what is wrong (how to mend it). If one of them is an error the build
    ends with exit code 1 and the output folder stays as it was; with --hold-broken, or `broken: hold` in the config,
    only the article that has the error does, and the exit code is 3.
    """


@command("newsgen.cli.check_command.run_check")
@click.argument("files", metavar="FILE", nargs=-1, type=PATH)
@option.site
@click.option("--format", type=FORMAT, default="text", help="How to print.  [default: text]")
@option.strict
@click.option("--fix", is_flag=True, help="Mend what is safe to mend.")
@click.option("--external", is_flag=True, help="Ask for links out of the site, too.")
@click.option("--baseline", metavar="FILE", type=FILE, help="Leave out the problems that FILE has.")
@click.option("--write-baseline", metavar="FILE", type=FILE, help="Write all problems that there are to FILE.")
@option.drafts(help="Check drafts too.")
@option.now(help="Check as of this instant." + FROM_CLOCK)
@option.jobs
@option.quiet
def check() -> None:
    """Look for mistakes before readers do, and put nothing out.

    All that a build would complain of, and what an editor would: photos without credit, tags in two spellings, a url
    that is lost. With FILE only what is wrong there is printed; with --baseline only what is new.
    """


@main.command(context_settings=_CONTEXT)
@option.site
@click.option("--host", metavar="H", default="127.0.0.1", help="Where to listen.  [default: this machine only]")
@click.option("-p", "--port", type=PORT, metavar="P", help="[default: the first free one from 8000]")
@option.drafts("--buildDrafts", help="Show drafts too.")
@option.future(help="Show scheduled articles too.")
@option.now(help="Show the site as of this instant.  [default: the clock]")
@click.option("--open", "with_browser", is_flag=True, help="Open a browser.")
def serve(**given: Any) -> None:
    """Show the site as it will be, while you write it.

    Pages are made when you look at them, and change in the browser as you save. Nothing is put out.
    """
    from newsgen.cli.serve_command import run_serve

    raise click.exceptions.Exit(run_serve(now=given["now"], **option.with_options(given)))


@command("newsgen.cli.build_command.run_clean")
@option.site
@option.output(help="Where the site was put.")
@click.option("--pictures", is_flag=True, help="Also remove the sizes of pictures that are kept, which took long.")
def clean() -> None:
    """Remove the files that builds put out, and no others."""


@command("newsgen.cli.explain_command.run_explain")
@click.argument("page", metavar="URL")
@option.site
@option.output(help="Where the site was put.")
@option.as_json(help="Print all of it as JSON.")
def explain() -> None:
    """Say why a page is as it is: what it depends on, when and why it was made.

    URL is a page's url or output path, or the path of an article or a picture. It is about the last build.
    """


@command("newsgen.cli.list_command.run_next_change")
@option.site
@option.now(help="Look ahead from this instant." + FROM_CLOCK)
@option.as_json(help="Print it as JSON, for the job that will build then.")
def next_change() -> None:
    """Say when the site will next change, and why.

    By the clock alone: a scheduled article appears, breaking news is over, an article expires or leaves the news
    sitemap.
    """


@command("newsgen.cli.list_command.run_list", "list")
@click.argument("kind", type=click.Choice(["drafts", "scheduled", "expired", "breaking", "corrected", "broken"]))
@option.site
@option.now(help="As of this instant." + FROM_CLOCK)
@option.as_json(help="Print it as JSON.")
def list_articles() -> None:
    """Name the articles that are held back, breaking, corrected or broken.

    With the instants as newsgen understands them, offset and zone included.
    """


@command("newsgen.cli.related_command.run_related")
@click.argument("file")
@option.site
@option.now(help="As of this instant." + FROM_CLOCK)
@option.as_json(help="Print it as JSON.")
def related() -> None:
    """Say why each related article stands beside the one in FILE."""


@command("newsgen.cli.diff_command.run_diff")
@click.argument("old", type=FOLDER)
@click.argument("new", type=FOLDER)
@option.as_json(help="Print all of it as JSON.")
def diff() -> None:
    """Compare the output folders OLD and NEW.

    Groups what changed, so that another theme or version of newsgen can be looked through before readers see it.
    """


@command("newsgen.cli.layouts_command.run_layouts")
@click.argument("action", required=False, metavar="[copy|diff]", type=click.Choice(["copy", "diff"]))
@click.argument("names", metavar="[NAME]...", nargs=-1)
@option.source
def layouts() -> None:
    """List the bundled layouts, and what the site has in their place.

    `copy` brings some into the site, `diff` shows how the site's own differ from the bundled ones.
    """


@command("newsgen.cli.init_command.print_schema")
@click.argument("kind", type=click.Choice(["config", "article", "authors"]))
def schema() -> None:
    """Print a JSON Schema for editors.

    Of config.yaml, of an article's front matter or of authors.yaml.
    """


@main.command(context_settings=_CONTEXT)
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
