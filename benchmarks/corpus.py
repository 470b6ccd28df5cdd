"""A made-up newspaper of any size, the same on every machine, for four generators. Writes files."""

import argparse
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random

import words
from msgspec import Struct
from words import Writer

SEED = 20261101
FIRST_DAY = datetime(2021, 11, 1, tzinfo=UTC)
LAST_DAY = datetime(2026, 11, 1, tzinfo=UTC)
"""Every article is from before this instant."""
NOW = LAST_DAY + timedelta(hours=12)
"""What the clocks of newsgen and Hugo show, so that the day of the benchmark decides nothing."""
SECTIONS = ("World", "Politics", "Economy", "Society", "Culture", "Sport", "Science", "Opinion")
AUTHORS = tuple(f"{first} {last}" for last in words.LAST_NAMES[:3] for first in words.FIRST_NAMES)
TOPIC_OFFSET = 7
"""Flattens Zipf's law, as Mandelbrot did: the first of 2,000 topics is on about a tenth of the articles."""


class Story(Struct, frozen=True):
    """An article in no generator's dialect. slug: unique, also the file's name. body: the same for all."""

    slug: str
    title: str
    published: datetime
    author: str
    section: str
    tags: tuple[str, ...]
    summary: str
    body: str

    @property
    def page(self) -> str:
        """Where each generator is told to put the article's page."""
        return f"{self.published:%Y/%m}/{self.slug}/index.html"


def stories(count: int, later: int = 0, seed: int = SEED) -> Iterator[Story]:
    """The first to the last day in even steps, oldest first. later: so many more follow, newer than all of `count`."""
    dice = Random(seed)
    writer = Writer(dice)
    topics = _topics(dice)
    weights = list(accumulate(1 / (rank + TOPIC_OFFSET) for rank in range(1, len(topics) + 1)))
    taken: set[str] = set()
    for number in range(count + later):
        title, slug = _title(writer, taken)
        yield Story(
            slug=slug,
            title=title,
            published=_published(dice, number, count) if number < count else _after(number, count, later),
            author=dice.choice(AUTHORS),
            section=dice.choice(SECTIONS),
            tags=_tags(dice, topics, weights),
            summary=writer.write(words.SUMMARIES),
            body=_body(writer),
        )


def slugify(text: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", text.lower().replace("'", "")))


def _topics(dice: Random) -> list[str]:
    topics = [f"{kind} {subject}" for kind in words.TOPIC_KINDS for subject in words.TOPIC_SUBJECTS]
    dice.shuffle(topics)
    return topics


def _tags(dice: Random, topics: list[str], weights: list[float]) -> tuple[str, ...]:
    """Three to six different ones; weights: cumulative."""
    wanted = dice.randint(3, 6)
    chosen: dict[str, None] = {}
    while len(chosen) < wanted:
        chosen.update(dict.fromkeys(dice.choices(topics, cum_weights=weights)))
    return tuple(chosen)


def _published(dice: Random, number: int, count: int) -> datetime:
    step = (LAST_DAY - FIRST_DAY) / count
    moment = FIRST_DAY + step * (number + dice.random() * 0.99)
    return moment.replace(microsecond=0)


def _after(number: int, count: int, later: int) -> datetime:
    """In the last hundredth of the last step, which `_published` leaves free: newer, and still of the same month."""
    step = (LAST_DAY - FIRST_DAY) / count
    moment = LAST_DAY - step * 0.01 * (count + later - number) / (later + 1)
    return moment.replace(microsecond=0)


def _title(writer: Writer, taken: set[str]) -> tuple[str, str]:
    """A title and its slug that no article has yet."""
    while True:
        title = writer.write(words.TITLES)
        slug = slugify(title)
        if slug not in taken:
            taken.add(slug)
            return title, slug


def _body(writer: Writer) -> str:
    """300 to 700 words. Now and then a heading, a blockquote or a list between the paragraphs."""
    wanted = writer.dice.randint(300, 580)
    blocks = [_paragraph(writer), _paragraph(writer)]
    length = _length(blocks)
    while length < wanted:
        block = _block(writer)
        blocks.append(block)
        length += len(block.split())
    blocks.append(_paragraph(writer, sentences=1))
    return "\n\n".join(blocks) + "\n"


def _length(blocks: Iterable[str]) -> int:
    return sum(len(block.split()) for block in blocks)


def _block(writer: Writer) -> str:
    kind = writer.dice.random()
    if kind < 0.12:
        return f"## {writer.write(words.HEADINGS)}\n\n{_paragraph(writer)}"
    if kind < 0.17:
        return "> " + writer.write(words.QUOTATIONS)
    if kind < 0.22:
        return _list(writer)
    return _paragraph(writer)


def _paragraph(writer: Writer, sentences: int = 0) -> str:
    """sentences: 0 leaves it to chance, two to four."""
    return " ".join(_sentence(writer) for _ in range(sentences or writer.dice.randint(2, 4)))


def _sentence(writer: Writer) -> str:
    kind = writer.dice.random()
    if kind < 0.06:
        return writer.write(words.LINKED)
    if kind < 0.13:
        return writer.write(words.STRESSED)
    if kind < 0.28:
        return writer.write(words.QUOTATIONS)
    return writer.write(words.SENTENCES)


def _list(writer: Writer) -> str:
    points = "\n".join(f"- {writer.write(words.POINTS)}" for _ in range(writer.dice.randint(3, 5)))
    return f"{writer.write(words.LEADS)}\n\n{points}"


def newsgen_file(story: Story) -> tuple[str, str]:
    text = _front_matter(story, author=story.author, section=story.section)
    return f"{story.published:%Y/%m}/{story.slug}.md", text


def hugo_file(story: Story) -> tuple[str, str]:
    """Hugo's sections are folders, and its pages of a month are a taxonomy."""
    text = _front_matter(story, authors=[story.author], months=[f"{story.published:%Y-%m}"])
    return f"{story.section.lower()}/{story.slug}.md", text


def eleventy_file(story: Story) -> tuple[str, str]:
    """Its own `tags` would make a collection of each, which nothing here asks for."""
    values = {"title": story.title, "summary": story.summary, "author": story.author, "section": story.section}
    return f"{story.published:%Y/%m}/{story.slug}.md", _yaml(story, values | {"topics": list(story.tags)})


def pelican_file(story: Story) -> tuple[str, str]:
    header = (
        f"Title: {story.title}\n"
        f"Date: {story.published:%Y-%m-%d %H:%M:%S}\n"
        f"Slug: {story.slug}\n"
        f"Author: {story.author}\n"
        f"Category: {story.section}\n"
        f"Tags: {', '.join(story.tags)}\n"
        f"Summary: {story.summary}\n"
    )
    return f"{story.published:%Y/%m}/{story.slug}.md", f"{header}\n{story.body}"


def _front_matter(story: Story, **more: str | list[str]) -> str:
    return _yaml(story, {"title": story.title, "summary": story.summary, "tags": list(story.tags), **more})


def _yaml(story: Story, values: Mapping[str, str | list[str]]) -> str:
    """What JSON quotes, YAML reads."""
    lines = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())
    return f"---\ndate: {story.published:%Y-%m-%dT%H:%M:%SZ}\n{lines}---\n\n{story.body}"


DIALECTS: dict[str, Callable[[Story], tuple[str, str]]] = {
    "newsgen": newsgen_file,
    "hugo": hugo_file,
    "pelican": pelican_file,
    "eleventy": eleventy_file,
}
"""Each makes the path below the content folder and the text of an article's file."""


def write(corpus: Iterable[Story], dialect: str, content: Path) -> None:
    for story in corpus:
        path, text = DIALECTS[dialect](story)
        file = content / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a made-up newspaper's articles.")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--dialect", choices=sorted(DIALECTS), default="newsgen")
    parser.add_argument("output", type=Path, metavar="OUT", help="the content folder")
    arguments = parser.parse_args()
    write(stories(arguments.articles), arguments.dialect, arguments.output)


if __name__ == "__main__":
    main()
