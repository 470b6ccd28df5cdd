"""How long the Markdown engines take for an article: stock Python-Markdown, ours, pyromark. Reads disk, prints."""

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time

from markdown import Markdown
from markdown.extensions import Extension

from newsgen.reading.engines import engine

FRONT_MATTER = re.compile(r"\s*---[ \t]*\n.*?\n---[ \t]*(?:\n|\Z)", re.DOTALL)
PARAGRAPH = (
    'The minister said: "It\'s *not* over" -- and [left](https://example.com/{0}) for **Volos**, where the '
    "water, 3.5 m deep in places, had reached the first floors of some {0} houses by the evening of Monday.\n\n"
)


def main() -> None:
    arguments = parsed_arguments()
    texts = bodies(arguments.folder) if arguments.folder else generated(arguments.articles)
    size = sum(map(len, texts)) / len(texts)
    print(f"{len(texts)} articles of {size:,.0f} characters on average; median of {arguments.runs} runs")
    engines: dict[str, Callable[[str], str]] = {
        "Python-Markdown, stock": stock(),
        "ours: markdown": engine("markdown"),
        "ours: commonmark": engine("commonmark"),
    }
    print_table({name: milliseconds(convert, texts, arguments.runs) for name, convert in engines.items()})


def parsed_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="a folder of articles (.md); else texts are generated")
    parser.add_argument("--articles", type=int, default=500, help="how many to generate (default: 500)")
    parser.add_argument("--runs", type=int, default=5, help="runs, of which the median counts (default: 5)")
    arguments = parser.parse_args()
    if arguments.folder and not arguments.folder.is_dir():
        parser.error(f"{arguments.folder} is not a folder; give the one that holds the articles")
    if arguments.articles < 1 or arguments.runs < 1:
        parser.error("--articles and --runs start at 1")
    return arguments


def bodies(folder: Path) -> list[str]:
    texts = (path.read_text("utf-8") for path in sorted(folder.rglob("*.md")))
    written = [body for text in texts if (body := FRONT_MATTER.sub("", text, count=1)).strip()]
    if not written:
        raise SystemExit(f"no article with a body in {folder}; give a folder of .md files")
    return written


def generated(count: int) -> list[str]:
    return [
        f"## Day {number}\n\n" + "".join(PARAGRAPH.format(number + part) for part in range(12)) + "- one\n- two\n"
        for number in range(count)
    ]


def stock() -> Callable[[str], str]:
    """Python-Markdown as it comes, with extensions that give what ours gives."""
    extensions: list[str | Extension] = [
        "footnotes",
        "attr_list",
        "fenced_code",
        "tables",
        "sane_lists",
        "smarty",
        "toc",
    ]
    markdown = Markdown(extensions=extensions, output_format="html")
    return lambda text: markdown.reset().convert(text)


def milliseconds(convert: Callable[[str], str], texts: list[str], runs: int) -> float:
    """For one text, in process time, which the machine's other work disturbs less than the clock's."""
    for text in texts[:20]:
        convert(text)  # warm up
    return median(timed(convert, texts) for _ in range(runs)) * 1000 / len(texts)


def timed(convert: Callable[[str], str], texts: list[str]) -> float:
    started = process_time()
    for text in texts:
        convert(text)
    return process_time() - started


def print_table(measured: dict[str, float]) -> None:
    slowest = max(measured.values())
    print(f"{'engine':24}{'ms/article':>12}{'times faster':>14}")
    for name, taken in measured.items():
        print(f"{name:24}{taken:12.3f}{slowest / taken:14.1f}")


if __name__ == "__main__":
    main()
