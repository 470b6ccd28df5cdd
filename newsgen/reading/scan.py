"""Finding what is there below the content and assets folders. Reads disk.

Only regular files are opened, and symlinks to such that stay inside: a pipe that nobody writes to would keep whoever
opens it waiting for ever.
"""

import os
import re
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path, PurePosixPath
from unicodedata import normalize

from msgspec import Struct
from msgspec.structs import replace

from newsgen.model.digest import digest
from newsgen.model.entry import Stat
from newsgen.model.problem import Code, Place, Problem, warning

Wrong = tuple[Code, str, str]
"""Code, what is wrong with a file, how to fix it."""
_ODD_NAME: Wrong = ("file-name", "this name is not UTF-8 or holds a control character", "rename the file")
_SPECIAL: Wrong = ("special-file", "this is a pipe, a socket or a device, and not opened", "put a file there")


def _wrong_entry(entry: os.DirEntry[str], root: str, whole: str) -> Wrong | None:
    """Why this is neither a folder nor a file to open. root: resolved; whole: what problems call it."""
    if not entry.is_symlink():
        return None if entry.is_dir(follow_symlinks=False) or entry.is_file(follow_symlinks=False) else _SPECIAL
    if not os.path.realpath(entry.path).startswith(root + os.sep):
        return "symlink", f"this symlink leads out of {whole}", "put the file itself there"
    if not os.path.isfile(entry.path):
        return "symlink", "this symlink leads to no file", "remove it; a folder is read where it stands"
    return None


def _entries_below(folder: Path, hidden_in: str = "") -> Iterator[tuple[str, os.DirEntry[str]]]:
    """All that is below a folder and no folder itself, by name, with "/" between folders. hidden_in: the only folder
    below which what is hidden counts."""
    waiting = [("", str(folder))]
    while waiting:
        prefix, path = waiting.pop()
        for entry in os.scandir(path):
            name = prefix + entry.name
            if entry.name.startswith(".") and not name.startswith(hidden_in):
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append((f"{name}/", entry.path))
            else:
                yield name, entry


def layout_files(folder: Path) -> Iterator[tuple[str, Wrong | None]]:
    """The names of all files below a folder of layouts, with "/" between folders, and what is wrong with each.

    Symlinks may lead to files beside the folder, which are the site's too. Raises OSError for a folder that is there
    and can't be read: in its place the bundled layouts would be taken.
    """
    root = os.path.realpath(folder.parent)
    for name, entry in _entries_below(folder) if os.path.lexists(folder) else ():
        yield name, _wrong_entry(entry, root, "the site")


def is_layout(folder: Path, name: str) -> bool:
    """Whether `layout_files` would find this file, and nothing wrong with it. folder: resolved."""
    *parents, last = name.split("/")
    path = str(folder)
    if ".." in parents or last in ("", ".."):
        return False
    for parent in parents:
        path = f"{path}/{parent}"
        if os.path.islink(path):
            return False
    file = f"{path}/{last}"
    if os.path.islink(file) and not os.path.realpath(file).startswith(os.path.realpath(folder.parent) + os.sep):
        return False
    return os.path.isfile(file)


EXTENSIONS = (".md", ".markdown")
OTHER_TEXTS = (
    *(".mdown", ".mkd", ".mkdn", ".mkdown", ".mdwn", ".mdx", ".qmd", ".rmd", ".rst", ".adoc", ".asciidoc", ".org"),
    *(".textile", ".html", ".htm", ".xml", ".njk", ".liquid", ".ipynb", ".doc", ".docx", ".odt", ".rtf"),
)
"""What other tools take articles from, and exports of them."""
AS_THEY_ARE = "_root/"
"""Assets in this folder are put out at the site's root under their own names: CNAME, favicon.ico."""
GRANULARITY = 2_000_000_000
"""Nanoseconds: the coarsest of the file systems that are in use (FAT) tells times apart by two seconds."""
_AUTHOR_PAGE = re.compile(r"(?:.+/)?authors?/[^/]+/_index\.md")
POSTS = ("_posts", "_drafts")
"""Folders of Jekyll's; what is in the second needs no date and is a draft."""
_OF_OTHERS = re.compile(r"(?:^|/)(?:_index\.(?:md|markdown)$|_archetypes/)")
"""What is known not to be an article: Hugo's pages of sections, the drafts that `newsgen new` starts from."""
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class File(Struct, frozen=True, gc=False):
    """path: on disk. stat: () for a file so young that it may yet change without its stat's telling."""

    path: str
    stat: Stat


class Sources(Struct, frozen=True):
    """What there is. texts: by path below the content folder. files: by name, `content/photos/a.jpg` or `assets/a.css`.
    Names have "/" between folders and are NFC."""

    texts: dict[str, File] = {}
    files: dict[str, File] = {}
    problems: tuple[Problem, ...] = ()


def changed(before: Mapping[str, File], now: Mapping[str, File]) -> set[str]:
    """The names of what came, went or may hold something else. The same object was not looked at again: nobody knows
    of a change."""
    if before is now:
        return set()
    looked_at = {name: file for name, file in now.items() if before.get(name) is not file}
    other = {name for name, file in looked_at.items() if not file.stat or before.get(name) != file}
    return other | (before.keys() - now.keys())


def with_new_stats(sources: Sources) -> Sources:
    """Add the stats of those files that were too young when they were scanned; the same object where all still are.
    What is gone stays."""
    young = time.time_ns() - GRANULARITY

    def grown(files: dict[str, File]) -> dict[str, File]:
        found: dict[str, File] = {}
        for name, file in files.items():
            if not file.stat:
                with suppress(OSError):
                    found[name] = File(file.path, _stat_of(os.stat(file.path), young))
        found = {name: file for name, file in found.items() if file.stat}
        return files | found if found else files

    texts, files = grown(sources.texts), grown(sources.files)
    return sources if texts is sources.texts and files is sources.files else replace(sources, texts=texts, files=files)


def scan(content: Path, assets: tuple[Path, ...], name: str, ignore: tuple[str, ...] = ()) -> Sources:
    """Every Markdown file, but hidden ones and those whose name or folder begins with `_` (Jekyll's `_posts` and
    `_drafts` are read), and every file that texts may show.

    name: how problems call the content folder. Of symlinks only those to files in the folder are followed.
    """
    young = time.time_ns() - GRANULARITY
    files, problems = _assets(assets, young)
    if not content.is_dir():
        return Sources({}, files, (*problems, _no_folder(name)))
    texts: dict[str, File] = {}
    left_out, others = list[str](), list[str]()
    root = os.path.realpath(content)
    folders = [("", str(content), True)]
    while folders:
        prefix, folder, has_texts = folders.pop()
        for entry in os.scandir(folder):
            plain_name = entry.name if entry.name.isascii() else normalize("NFC", entry.name)
            source = prefix + plain_name
            if plain_name[0] == ".":
                continue
            is_wanted = has_texts and not (ignore and any(matches(source, path) for path in ignore))
            is_read = is_wanted and not _is_hidden(source)
            is_odd = not plain_name.isprintable() and _UNPRINTABLE.search(plain_name)
            wrong = _ODD_NAME if is_odd else _wrong_entry(entry, root, "the content folder")
            if wrong:
                problems += [_problem(wrong, f"{name}/{source}")] if is_read else []
            elif entry.is_dir():
                folders.append((source + "/", entry.path, is_wanted))
            elif is_read or not _is_text(plain_name) or (is_wanted and is_author_page(source)):
                found, key = (texts, source) if is_read and _is_text(plain_name) else (files, f"content/{source}")
                file = File(entry.path, _stat_of(entry.stat(), young))
                if (other := found.setdefault(key, file)) is not file:
                    problems.append(_twice(other, file, content, name))
                if is_read and plain_name.lower().endswith(OTHER_TEXTS):
                    others.append(source)
            elif is_wanted and not _OF_OTHERS.search(source):
                left_out.append(source)
    problems += _not_read(left_out, others, texts, name)
    return Sources({source: texts[source] for source in sorted(texts)}, files, tuple(problems))


def _no_folder(name: str) -> Problem:
    what, fix = f"there is no folder '{name}' for the articles", "make it, or mend `paths.content`"
    return Problem("missing-folder", Place("config.yaml"), what, fix)


def _is_text(name: str) -> bool:
    return name.lower().endswith(EXTENSIONS)


def is_author_page(source: str) -> bool:
    """Hugo's page of an author, who is in no other list. source: below the content folder."""
    return source.endswith("/_index.md") and bool(_AUTHOR_PAGE.fullmatch(source))


def _is_hidden(source: str) -> bool:
    """Whether a file's name or that of a folder around it begins with `_`, but for folders that hold Jekyll's posts."""
    if source[0] != "_" and "/_" not in source:
        return False
    *folders, file = source.split("/")
    return file[0] == "_" or any(folder[0] == "_" and folder not in POSTS for folder in folders)


def _twice(one: File, other: File, content: Path, name: str) -> Problem:
    """The problem of two files whose names are one in NFC."""
    first, second = sorted(os.path.relpath(each.path, content) for each in (one, other))
    what = f"this name stands here twice, in two ways of Unicode: {first!a} and {second!a}"
    place = Place(f"{name}/{shown_name(normalize('NFC', first))}")
    return Problem("file-name", place, what, "remove one of the two, or rename it")


def _not_read(hidden: list[str], others: list[str], texts: Mapping[str, File], name: str) -> Iterator[Problem]:
    """One problem for all texts that are left out, and one for all files of other kinds: an archive may hold many."""
    if hidden:
        what = "this text is left out, since its name or that of a folder around it begins"
        fix = "rename it, or name it"
        if more := len(hidden) - 1:
            what = f"this text and {more:,} more are left out, since their names or those of folders around them begin"
            fix = "rename them, or name them"
        yield warning("left-out", Place(f"{name}/{shown_name(min(hidden))}"), f"{what} with _", f"{fix} in `ignore`")
    if others:
        which = f"this file and {len(others) - 1:,} more are" if len(others) > 1 else "this file is"
        endings = ", ".join(sorted({os.path.splitext(source)[1].lower() for source in others}))
        what = f"{which} not read: texts end in .md or .markdown, not in {endings}"
        fix = "convert it to Markdown, or name it in `ignore`"
        yield warning("left-out", Place(f"{name}/{shown_name(min(others))}"), what, fix)
    if all(source.startswith("pages/") for source in texts):
        what = f"there is no article in the folder '{name}'"
        yield warning("no-articles", Place(name), what, "write one: `newsgen new`; or mend `paths.content`")


def _problem(wrong: Wrong, path: str) -> Problem:
    code, what, fix = wrong
    return warning(code, Place(shown_name(path)), what, fix)


def layout_problems(folder: Path, name: str) -> list[Problem]:
    """Problems of files in the site's own folder of layouts. name: what problems call it."""
    return [_problem(wrong, f"{name}/{file}") for file, wrong in sorted(layout_files(folder)) if wrong]


def rescanned(before: Sources, content: Path, names: Collection[str], ignore: tuple[str, ...] = ()) -> Sources | None:
    """What a scan would find where these texts below the content folder, and no other files, changed, came or went.
    None where that takes a scan. Their stats are left out."""
    if not all(name.lower().endswith(EXTENSIONS) and name.isascii() and name.isprintable() for name in names):
        return None
    if any(map(is_author_page, names)):
        return None
    texts = dict(before.texts)
    for name in names:
        above = [name, *map(str, PurePosixPath(name).parents)][:-1]
        file = content / name
        if any(os.path.islink(content / each) for each in above) or os.path.isdir(file):
            return None
        is_hidden = _is_hidden(name) or any(part[0] == "." for part in name.split("/"))
        is_ignored = any(matches(each, path) for each in above for path in ignore)
        if os.path.isfile(file) and not is_hidden and not is_ignored:
            texts[name] = File(str(file), ())
        else:
            texts.pop(name, None)
    return replace(before, texts=texts if texts.keys() == before.texts.keys() else dict(sorted(texts.items())))


def matches(source: str, path: str) -> bool:
    """Whether a glob (`news/**`, `*/2022-*.md`) or a folder's name covers a file below the content folder."""
    return _glob(path).fullmatch(source) is not None


@cache
def _glob(path: str) -> re.Pattern[str]:
    path = path.strip("/") or "**"
    if not set("*?") & set(path) and "." not in path.rsplit("/", 1)[-1]:
        path += "/**"
    expression = re.escape(path).replace(r"\*\*/", "(?:.*/)?").replace(r"\*\*", ".*")
    return re.compile(expression.replace(r"\*", "[^/]*").replace(r"\?", "[^/]"))


def digest_of_file(file: str) -> str:
    """The digest of a file; "" for one that is gone or closed to us by now, of which reading tells."""
    try:
        return digest(Path(file).read_bytes())
    except OSError:
        return ""


def shown_name(name: str) -> str:
    """A file's name as it can be printed anywhere."""
    return _UNPRINTABLE.sub("\ufffd", name)


def _assets(folders: tuple[Path, ...], young: int) -> tuple[dict[str, File], list[Problem]]:
    """Assets by name; the first folder's win. Symlinks are not followed; what is hidden counts in `_root/` alone."""
    found: dict[str, File] = {}
    problems: list[Problem] = []
    link: Wrong = ("symlink", "symlinks in the assets folder are not followed", "put the file itself there")
    for folder in folders:
        for path, entry in _entries_below(folder, AS_THEY_ARE) if folder.is_dir() else ():
            name = normalize("NFC", path)
            if entry.is_file(follow_symlinks=False):
                found.setdefault(name, File(entry.path, _stat_of(entry.stat(), young)))
            else:
                problems.append(_problem(link if entry.is_symlink() else _SPECIAL, f"{folder.name}/{name}"))
    return {f"assets/{name}": file for name, file in sorted(found.items())}, problems


def _stat_of(stat: os.stat_result, young: int) -> Stat:
    if stat.st_mtime_ns >= young or stat.st_ctime_ns >= young:
        return ()
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino
