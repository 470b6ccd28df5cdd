"""`serve`: running the preview and printing what it notices. Looks at the network."""

import gc
import socket
import webbrowser
from contextlib import suppress
from errno import EADDRINUSE
from functools import partial
from pathlib import Path

import click
import uvicorn

from newsgen.cli.build_command import SHOWN_HELD_BACK
from newsgen.cli.command_options import parse_now
from newsgen.cli.print_problems import count, print_problems
from newsgen.model.problem import in_reading_order
from newsgen.serve.live_site import Errors
from newsgen.serve.preview import Change, Preview
from newsgen.serve.server import application
from newsgen.site.options import Options, configured

PORT = 8000
TRIED = 20
"""Ports from the usual one on that are tried, if none was asked for."""


def run_serve(options: Options, *, host: str, port: int | None, now: str | None, with_browser: bool) -> int:
    """Return the exit code: 1 where the config can't be read, else 0 once it is told to end. now: of `--now`."""
    config, problems = configured(options)
    if config is None:
        print_problems(in_reading_order(problems), options.source)
        return 1
    opened = _listen(host, port)
    click.echo("Reading ...")
    preview = Preview(options, config, problems, partial(parse_now, now))
    gc.freeze()  # what was read lives to the end
    gc.set_threshold(100_000, 20, 50)  # changes make much that lives; what they leave the server collects
    gc.enable()
    address = f"http://{'localhost' if host == '127.0.0.1' else host}:{opened.getsockname()[1]}"
    _welcome(preview, f"{address}{config.base_path}/", options.source)
    app = application(preview, lambda change, wrong, error: _print_change(options.source, change, wrong, error), host)
    if with_browser:
        webbrowser.open(f"{address}{config.base_path}/")
    settings = uvicorn.Config(app, log_level="error", lifespan="on", timeout_graceful_shutdown=1, access_log=False)
    with suppress(KeyboardInterrupt):
        uvicorn.Server(settings).run(sockets=[opened])
    return 0


def _listen(host: str, port: int | None) -> socket.socket:
    """Listen at the port that was asked for, else at the first one that is free. Raises OSError."""
    for tried in [port] if port is not None else range(PORT, PORT + TRIED):
        opened = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            opened.bind((host, tried))
            opened.listen()
            return opened
        except OSError as error:
            opened.close()
            if error.errno != EADDRINUSE:
                raise
            failure = OSError(error.errno, f"port {tried} is taken; --port takes another", f"{host}:{tried}")
    raise failure


def _welcome(preview: Preview, address: str, source: Path) -> None:
    live_site = preview.live_site
    print_problems(live_site.problems.all(), source)
    click.echo(f"{count(live_site.plan.renderer.catalog.count(), 'article')}. The preview is at {address}")
    click.echo(f"What is held back, breaking and wrong: {address}_newsgen/".replace("//_newsgen", "/_newsgen"))
    click.echo("It follows what you save. Ctrl+C ends it.")


def _print_change(source: Path, change: Change | None, wrong: Errors, error: Exception | None) -> None:
    if error:
        click.echo(f"This change could not be taken: {error!r}; the preview stays as it was", err=True)
    if change:
        pages = f", {count(len(change.remade), 'open page')} made anew" if change.remade else ""
        click.echo(f"{change.when.astimezone():%H:%M:%S} {change.cause}: {change.seconds * 1000:.0f} ms{pages}")
        for saved in change.saved[:SHOWN_HELD_BACK]:
            if saved.held_back:
                click.echo(f"held back: {saved.path}: {saved.held_back}")
    shown, number = wrong
    if more := number - len(shown):
        click.echo(f"{count(more, 'more error')}: `newsgen check` prints all of them", err=True)
    print_problems(shown, source)
