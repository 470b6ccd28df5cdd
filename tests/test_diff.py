"""`newsgen diff`: what differs between two output folders, grouped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from newsgen.cli import diff_command
from newsgen.cli.diff_command import Differences, compare_folders
from tests.sites import Site
from tests.test_commands import newsgen


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
    return tmp_path / "old", tmp_path / "new"


def compared(folders: tuple[Path, Path], old: dict[str, str], new: dict[str, str]) -> Differences:
    for folder, files in zip(folders, (old, new), strict=True):
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
    return compare_folders(*folders)


def changes(found: Differences) -> list[tuple[list[str], list[str], list[str]]]:
    return [(list(change.removed), list(change.added), list(change.files)) for change in found.changes]


def test_equal_folders_have_no_difference(folders: tuple[Path, Path]) -> None:
    found = compared(folders, {"a.html": "one\n"}, {"a.html": "one\n"})
    assert (found.same, found.changed, found.changes) == (1, (), ())


def test_files_of_one_folder_only_are_added_or_deleted(folders: tuple[Path, Path]) -> None:
    found = compared(folders, {"a.html": "", "b/c.html": ""}, {"a.html": "", "d/e.html": ""})
    assert (found.same, found.added, found.deleted) == (1, ("d/e.html",), ("b/c.html",))


def test_the_same_change_in_many_files_is_one(folders: tuple[Path, Path]) -> None:
    old = {f"{n}/index.html": f"<h1>{n}</h1>\n<p>old words here</p>\n<p>{n}</p>\n" for n in range(5)}
    new = {path: text.replace("old", "new") for path, text in old.items()}
    found = compared(folders, old, new)
    assert changes(found) == [(["old"], ["new"], sorted(old))]
    example = found.changes[0].example
    assert (example.file, example.line, example.column) == ("0/index.html", 2, 4)
    assert (example.removed, example.added) == (("<p>old words here</p>",), ("<p>new words here</p>",))


def test_words_that_change_in_lines_that_differ_otherwise_are_one_change(folders: tuple[Path, Path]) -> None:
    old = {f"{n}.html": f'<a href="https://old.example/{n}/" title="{n}">\n' for n in range(3)}
    new = {path: text.replace("old.example", "new.example") for path, text in old.items()}
    (change,) = compared(folders, old, new).changes
    assert (change.removed, change.added, change.times) == (("old.example",), ("new.example",), 3)


def test_several_changes_of_a_line_are_told_apart_and_counted(folders: tuple[Path, Path]) -> None:
    old = '{"url": "https://old.example/", "id": "https://old.example/#a", "name": "Lantern"}\n'
    new = old.replace("old.example", "new.example").replace("Lantern", "Courier")
    found = compared(folders, {"a.html": old}, {"a.html": new})
    assert [(change.removed, change.added, change.times) for change in found.changes] == [
        (("old.example",), ("new.example",), 2),
        (("Lantern",), ("Courier",), 1),
    ]


def test_lines_that_come_and_go_are_changes_of_lines(folders: tuple[Path, Path]) -> None:
    old = {f"{n}.html": f"<h1>{n}</h1>\n<p>{n}</p>\n<footer>\n" for n in range(3)}
    new = {path: text.replace("<footer>", "<p>about</p>\n<p>more</p>\n<footer>") for path, text in old.items()}
    assert changes(compared(folders, old, new)) == [([], ["<p>about</p>", "<p>more</p>"], sorted(old))]


def test_a_line_with_other_words_throughout_is_a_change_of_the_line(folders: tuple[Path, Path]) -> None:
    found = compared(
        folders, {"a.html": "<p>Water rose in Volos.</p>\n"}, {"a.html": "<p>A dam held at night, so.</p>\n"}
    )
    assert changes(found) == [(["<p>Water rose in Volos.</p>"], ["<p>A dam held at night, so.</p>"], ["a.html"])]


def test_changes_in_most_files_come_first(folders: tuple[Path, Path]) -> None:
    old = {f"{n}.html": "<p>one two three four</p>\n" for n in range(4)}
    new = {
        path: text.replace("three", "3") if n == 0 else text.replace("one", "1")
        for n, (path, text) in enumerate(old.items())
    }
    assert [len(change.files) for change in compared(folders, old, new).changes] == [3, 1]


def test_an_asset_with_another_hash_in_its_name_is_the_same_file(folders: tuple[Path, Path]) -> None:
    found = compared(
        folders,
        {"assets/main.0a1b2c3d.css": "h1 { color: red }\n"},
        {"assets/main.ffffffff.css": "h1 { color: blue }\n"},
    )
    assert (found.added, found.deleted) == ((), ())
    assert found.renamed == (("assets/main.0a1b2c3d.css", "assets/main.ffffffff.css"),)
    assert changes(found) == [(["red"], ["blue"], ["assets/main.ffffffff.css"])]


def test_two_assets_of_one_name_are_told_apart_by_their_hashes(folders: tuple[Path, Path]) -> None:
    old = {"assets/a.0a1b2c3d.jpg": "1", "assets/a.0a1b2c3e.jpg": "2"}
    found = compared(folders, old, {**old, "assets/a.0a1b2c3f.jpg": "3"})
    assert (found.same, found.added, found.deleted) == (2, ("assets/a.0a1b2c3f.jpg",), ())


def test_a_changed_file_that_is_no_text_is_named(folders: tuple[Path, Path]) -> None:
    for folder, content in zip(folders, (b"\xff\x00", b"\xff\x01"), strict=True):
        (folder / "a.jpg").write_bytes(content)
    found = compare_folders(*folders)
    assert (found.changed, found.other, found.changes) == (("a.jpg",), ("a.jpg",), ())


def test_very_long_lines_are_compared_as_a_whole(folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diff_command, "MAX_WORDS", 4)
    found = compared(folders, {"a": "a b c d e f g x h i j\n"}, {"a": "a b c d e f g h i j\n"})
    assert changes(found) == [(["a b c d e f g x h i j"], ["a b c d e f g h i j"], ["a"])]


# As it is typed


def told(folders: tuple[Path, Path], *options: str) -> str:
    found = newsgen("diff", *map(str, folders), *options)
    assert found.exit_code == 0
    return found.stdout


def test_a_difference_is_printed_with_its_extent_and_an_example(folders: tuple[Path, Path]) -> None:
    old = {f"{n}/index.html": f"<h1>{n}</h1>\n  <p>old words</p>\n" for n in range(3)}
    compared(folders, old | {"gone.html": ""}, {path: text.replace("old", "new") for path, text in old.items()})
    assert told(folders) == (
        "3 files changed, 0 added, 1 deleted, 0 the same.\n"
        "deleted: gone.html\n"
        "\n"
        "In 3 files: 'old' became 'new'\n"
        "  0/index.html:2\n"
        "    - <p>old words</p>\n"
        "    + <p>new words</p>\n"
    )


def test_what_is_printed_is_bounded_and_json_has_all(folders: tuple[Path, Path]) -> None:
    old = {f"{n:02}.html": "".join(f"<p>{n} {line}</p>\n" for line in range(30)) for n in range(40)}
    new = {path: "".join(f"<b>{n} {line}\n" for line in range(31)) for n, path in enumerate(old)}
    compared(folders, old | {f"gone-{n}": "" for n in range(30)}, new)
    lines = told(folders).splitlines()
    assert len(lines) < 70
    assert "deleted: 25 more" in lines
    assert lines[-1] == "and 34 other changes in 34 files: --json has all of them"
    assert max(map(len, lines)) <= 110
    rows: Any = json.loads(told(folders, "--json"))
    assert (len(rows["changes"]), len(rows["deleted"]), len(rows["changed"])) == (40, 30, 40)


def test_a_folder_that_is_not_there_is_wrong_usage(folders: tuple[Path, Path]) -> None:
    refused = newsgen("diff", str(folders[0]), str(folders[1] / "gone"))
    assert (refused.exit_code, "does not exist" in refused.stderr) == (2, True)


def test_another_theme_is_looked_through_by_few_changes(site: Site) -> None:
    for number in range(6):
        site.article(f"story-{number}", title=f"Story {number}", date=f"2022-03-0{number + 1}")
    site.built(output=str(site.folder / "old"))
    site.write("config.yaml", (site.folder / "config.yaml").read_text().replace("gazette.example", "paper.example"))
    site.built(output=str(site.folder / "new"))
    found = compare_folders(site.folder / "old", site.folder / "new")
    assert (found.added, found.deleted) == ((), ())
    first = found.changes[0]
    assert (first.removed, first.added) == (("gazette.example",), ("paper.example",))
    assert len(first.files) > 10
    assert len(found.changes) < 6
