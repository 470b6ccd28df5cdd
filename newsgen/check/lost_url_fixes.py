"""What keeps readers of urls that would be lost: aliases, ids, and links that follow a file to its new place. Pure."""

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote, unquote

from newsgen.catalog.links import MARKDOWN, places
from newsgen.check.fixes import Addition, Edit
from newsgen.check.site_context import Noted
from newsgen.model.entry import Entry
from newsgen.model.problem import Place, Problem
from newsgen.site.lost_urls import LostUrl


def additions_for(lost: Iterable[LostUrl], texts: Mapping[str, Entry], content: str) -> Iterator[Addition]:
    """The old urls as aliases, and the old id, by which feeds and comments know the article. texts: by source."""
    for each in lost:
        if not each.heir:
            continue
        path, heir = f"{content}/{each.heir}", texts[each.heir]
        yield Addition("lost-url", path, "aliases", f'"{each.url}"', is_list=True)
        if each.kind == heir.kind == "article" and each.id != heir.id:
            yield Addition("lost-url", path, "id", f'"{each.id}"')


def link_edits(
    dead: Mapping[str, tuple[Problem, ...]], noted: Mapping[str, Noted], moved: Mapping[str, str], content: str
) -> Iterator[Edit]:
    """Links to files that moved. dead: problems by source; moved: new sources by old ones, and by the bare names that
    only one file has."""
    for source, problems in dead.items():
        at = {(problem.place.line, problem.place.column) for problem in problems if problem.code == "dead-link"}
        for pointer in noted[source].pointers:
            written = pointer.target.partition("#")[0]
            if (pointer.line, pointer.column) in at and (new := _followed(written, source, moved)):
                yield Edit("dead-link", Place(f"{content}/{source}", pointer.line, pointer.column), written, new)


def _followed(written: str, source: str, moved: Mapping[str, str]) -> str:
    """The path in the same form, or "" for a link to something else."""
    for ending in ("", *MARKDOWN):
        own, from_content = places(unquote(written) + ending, source)
        new = moved.get(own) or moved.get(from_content) or moved.get(posixpath.basename(own))
        if not new:
            continue
        path = posixpath.splitext(new)[0] if ending else new
        if written.startswith("/"):
            path = f"/{path}"
        elif own in moved or from_content not in moved:
            path = posixpath.relpath(path, posixpath.dirname(source) or ".")
        return quote(path, safe="/") if " " in path or "%" in written else path
    return ""


def moved_files(before: Mapping[str, Entry], lost: Iterable[LostUrl], texts: Mapping[str, Entry]) -> dict[str, str]:
    """Where texts are now that were put out from another file; by bare names, those whose name only one file has.

    before: by source.
    """
    by_id = {entry.id: source for source, entry in texts.items()}
    by_headline = {(entry.title, entry.published): source for source, entry in texts.items()}
    moved = {each.source: each.heir for each in lost if each.heir}
    for source, old in before.items():
        if heir := by_id.get(old.id) or by_headline.get((old.title, old.published)):
            moved.setdefault(source, heir)
    moved = {old: new for old, new in moved.items() if old not in texts}
    names = Counter(map(posixpath.basename, texts))
    return {name: source for source in texts if names[name := posixpath.basename(source)] == 1} | moved
