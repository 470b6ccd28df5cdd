"""What a writer saves while a preview runs, and by what the browser knows that it has come. Writes disk."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Literal

import corpus
from corpus import Story
from msgspec import Struct, structs

CHECKED_OUT = 500
"""Files of which a branch that is checked out has others."""
BEFORE = '<div class="body">'
"""In each contestant's layout of articles: a mark is put before it."""


class Awaited(Struct, frozen=True):
    """text: `what` is among the words of the page; style: its `--mark` is that; gone: nothing links to that slug."""

    kind: Literal["text", "style", "gone"]
    what: str


class Paper(Struct, frozen=True):
    """A site that is being edited. open: the story in the browser; latest: newest first, to be deleted; news: not yet
    published. style, layout: files; as they were: their texts."""

    site: Path
    dialect: str
    config: str
    open: Story
    latest: list[Story]
    news: Story
    style: tuple[Path, str]
    layout: tuple[Path, str]

    def file(self, story: Story) -> Path:
        return self.site / "content" / corpus.DIALECTS[self.dialect](story)[0]

    def write(self, story: Story) -> None:
        corpus.write([story], self.dialect, self.site / "content")


Edit = Callable[[Paper, str, int], tuple[Awaited, Callable[[], object]]]
"""Is told a mark, and how many of its kind came before; gives what is to be awaited and what saves it."""


def body(paper: Paper, mark: str, number: int) -> tuple[Awaited, Callable[[], object]]:
    story = structs.replace(paper.open, body=f"{mark} began it.\n\n{paper.open.body}")
    return Awaited("text", mark), lambda: paper.write(story)


def check_out(paper: Paper, mark: str, number: int) -> tuple[Awaited, Callable[[], object]]:
    """The story that is open is among them."""
    middle = paper.latest.index(paper.open)
    branch = paper.latest[max(middle - CHECKED_OUT // 2, 0) :][:CHECKED_OUT]
    edited = [structs.replace(story, body=f"{mark} began it.\n\n{story.body}") for story in branch]
    return Awaited("text", mark), lambda: corpus.write(edited, paper.dialect, paper.site / "content")


def title(paper: Paper, mark: str, number: int) -> tuple[Awaited, Callable[[], object]]:
    story = structs.replace(paper.open, title=f"{mark} {paper.open.title}")
    return Awaited("text", mark), lambda: paper.write(story)


def style(paper: Paper, mark: str, number: int) -> tuple[Awaited, Callable[[], object]]:
    file, text = paper.style
    return Awaited("style", mark), lambda: file.write_text(f"{text}:root {{ --mark: {mark} }}\n", encoding="utf-8")


def layout(paper: Paper, mark: str, number: int) -> tuple[Awaited, Callable[[], object]]:
    file, text = paper.layout
    marked = text.replace(BEFORE, f"<p>{mark}</p>\n{BEFORE}", 1)
    return Awaited("text", mark), lambda: file.write_text(marked, encoding="utf-8")


def deletion(paper: Paper, mark: str, number: int) -> tuple[Awaited, Callable[[], object]]:
    story = paper.latest[number]
    return Awaited("gone", story.slug), paper.file(story).unlink


def new_article(paper: Paper, mark: str, number: int) -> tuple[Awaited, Callable[[], object]]:
    """Each newer than the one before it."""
    published = corpus.NOW - timedelta(minutes=10) + timedelta(seconds=number)
    story = structs.replace(paper.news, title=mark, slug=mark.lower(), published=published)
    return Awaited("text", mark), lambda: paper.write(story)


def config(paper: Paper, mark: str, number: int) -> tuple[Awaited, Callable[[], object]]:
    text = f"{paper.config}menu: [{{title: {mark}, url: /about/}}]\n"
    return Awaited("text", mark), lambda: (paper.site / "config.yaml").write_text(text, encoding="utf-8")


EDITS: dict[str, Edit] = {
    "body": body,
    "check-out": check_out,
    "body after it": body,
    "title": title,
    "css": style,
    "layout": layout,
    "deletion": deletion,
    "new article": new_article,
    "config": config,
}
"""Deletions come before new articles: what is deleted must be among the latest."""
