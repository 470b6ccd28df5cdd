"""What happens in a newsroom, and between builds: edits by name. Writes disk, moves and damages files.

An edit is told two numbers, which text or file it is about and how it is to be: `EDITS["title"](newsroom, 3, 1)`.
"""

import os
import shutil
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from msgspec.structs import replace

from tests.newsroom import (
    BODIES,
    BROKEN,
    BROKEN_TEXTS,
    DELIVERIES,
    INSTANTS,
    MATTER,
    OTHER_FILES,
    SETTINGS,
    Newsroom,
    Text,
)

Edit = Callable[[Newsroom, int, int], None]


def add(room: Newsroom, which: int, how: int) -> None:
    dates = [*MATTER["date"], "2022-03-08T13:59:59", "2022-03-05"]
    matter = {
        "title": f"News {how}",
        "date": dates[how % len(dates)],
        "tags": MATTER["tags"][which % 5],
        "author": "Ann",
    }
    room.add(["world", "sport", "town"][which % 3], Text(matter))


def namesake(room: Newsroom, which: int, how: int) -> None:
    """An article whose section, tag or author has the slug of another: older or newer, to come, over or a draft."""
    names: list[dict[str, Any]] = [
        {"tags": ["Vólos", "Rain"]}, {"author": "Ánn"}, {"section": "Wórld"}, {"tags": ["Rain+", "#Rain"]},
        {"author": "Bób", "tags": ["Cóuncil"]}, {"section": "TOWN!", "author": "BOB"},
    ]  # fmt: skip
    dates: list[dict[str, Any]] = [
        {"date": "2021-01-01"}, {"date": "2022-03-05"}, {"date": "2022-03-09"}, {"date": "2021-02-02", "draft": True},
        {"date": "2021-03-03", "expires": "2022-03-08T15:00"}, {"date": "2022-03-08", "expires": "2022-03-01"},
    ]  # fmt: skip
    matter = {"title": f"Namesake {how}", **names[which % len(names)], **dates[how % len(dates)]}
    room.add("town", Text(matter))


def delete(room: Newsroom, which: int, how: int) -> None:
    del room.texts[room.article(which)]


def rename(room: Newsroom, which: int, how: int) -> None:
    """Another name, or another folder."""
    path = PurePosixPath(room.article(which))
    named = f"{path.parent}/2022-03-05-named-{next(room.numbers)}.md"
    new = [named, f"town/deep/{path.name}", f"late-news/{path.name}"][how % 3]
    room.texts[new] = room.texts.pop(str(path))


def swap(room: Newsroom, which: int, how: int) -> None:
    """Two articles exchange their files."""
    paths = room.article(which), room.article(how)
    dated = [replace(room.texts[path], matter={"date": "2022-03-06"} | room.texts[path].matter) for path in paths]
    room.texts |= zip(paths, reversed(dated), strict=True)


def reslug(room: Newsroom, which: int, how: int) -> None:
    set_matter(room, which, "slug", [f"slug-{next(room.numbers)}", None][how % 2])


def edit_body(room: Newsroom, which: int, how: int) -> None:
    path = room.article(which)
    room.texts[path] = replace(room.texts[path], body=BODIES[how % len(BODIES)])


def link(room: Newsroom, which: int, how: int) -> None:
    """From one article to another, in one of three ways."""
    path, target = room.article(which), room.article(how)
    written = [f"Of [that]({target}).", f"[[read-also: {target}]]", f"[A heading]({target}#the-old-town)"][which % 3]
    room.texts[path] = replace(room.texts[path], body=room.texts[path].body + f"\n{written}\n")


def rename_section(room: Newsroom, which: int, how: int) -> None:
    """In all its articles; as a folder, or by the key."""
    name = room.article(which).split("/")[0]
    for path in [path for path in room.texts if path.startswith(f"{name}/")]:
        text = room.texts.pop(path)
        matter = text.matter | {"section": f"{name} desk"} if how % 2 else text.matter
        room.texts[path if how % 2 else path.replace(name, ["world", "city"][how // 2 % 2], 1)] = replace(
            text, matter=matter
        )


def set_matter(room: Newsroom, which: int, key: str, value: Any) -> None:
    path = room.article(which)
    room.texts[path] = replace(room.texts[path], matter=room.texts[path].matter | {key: value})


def front_matter(key: str) -> Edit:
    return lambda room, which, how: set_matter(room, which, key, MATTER[key][how % len(MATTER[key])])


def setting(key: str) -> Edit:
    def change(room: Newsroom, which: int, how: int) -> None:
        tree, (*groups, last) = room.config, key.split(".")
        for group in groups:
            tree = tree.setdefault(group, {})
        tree[last] = SETTINGS[key][how % len(SETTINGS[key])]

    return change


def file(path: str) -> Edit:
    def change(room: Newsroom, which: int, how: int) -> None:
        text = OTHER_FILES[path][how % len(OTHER_FILES[path])]
        room.files.pop(path, None)
        if text is not None:
            room.files[path] = text if isinstance(text, bytes) else text.encode()

    return change


def page(room: Newsroom, which: int, how: int) -> None:
    """The About page; it may be gone."""
    changes: list[dict[str, Any]] = [
        {"title": "About"},
        {"draft": True},
        {"slug": "who-we-are"},
        {"aliases": ["/us/"], "mood": "calm"},
    ]
    room.texts.pop("pages/about.md", None)
    if how % 5 < 4:
        body = BODIES[which % len(BODIES)]
        room.texts["pages/about.md"] = Text({"title": "About us"} | changes[how % 5], body)


def delivery(room: Newsroom, which: int, how: int) -> None:
    """For all fragments, or for one."""
    way, name = DELIVERIES[how % 5], ["", "latest", "breaking", "must_read", "masthead", "footer"][which % 6]
    chosen = room.config.get("fragments", {}) if which % 2 else {}
    room.config["fragments"] = chosen | ({name: {"delivery": way}} if name else {"delivery": way})


def nothing(room: Newsroom, which: int, how: int) -> None:
    pass


def turn_clock(room: Newsroom, which: int, how: int) -> None:
    """On or back."""
    room.now = datetime.fromisoformat(f"2022-03-{INSTANTS[how % len(INSTANTS)]}:00+00:00")


def show_drafts(room: Newsroom, which: int, how: int) -> None:
    room.drafts = not room.drafts


def show_future(room: Newsroom, which: int, how: int) -> None:
    room.future = not room.future


def break_something(room: Newsroom, which: int, how: int) -> None:
    """Until the next edit; perhaps in the same go as another one."""
    if which % 2:
        add(room, which, how)
    room.broken = {path: text.encode() for path, text in BROKEN[how % len(BROKEN)].items()}


def break_text(room: Newsroom, which: int, how: int) -> None:
    """Until it is fixed."""
    room.broken[f"content/{room.article(which)}"] = BROKEN_TEXTS[how % len(BROKEN_TEXTS)].encode()


def fix_texts(room: Newsroom, which: int, how: int) -> None:
    """One, or all."""
    for path in sorted(room.broken)[: 1 if how % 2 else None]:
        del room.broken[path]


def touch(room: Newsroom, which: int, how: int) -> None:
    """The same bytes with another time, of one file or of all."""
    for number, source in enumerate(sorted(path for path in room.folder.rglob("*") if path.is_file())):
        if how % 2 or number % 7 == which % 7:
            os.utime(source)


def edit_behind_the_clock(room: Newsroom, which: int, how: int) -> None:
    """A text of the same size and time, as `rsync --times` leaves it; or in place, as `cp --preserve` does."""
    path = room.article(which)
    source, body = room.folder / "content" / path, room.texts[path].body
    before = source.stat() if source.exists() else None
    at = next(place for place, letter in enumerate(body) if letter.islower())
    room.texts[path] = replace(room.texts[path], body=body[:at] + ("o" if body[at] == "e" else "e") + body[at + 1 :])
    if how % 2:
        source.unlink(missing_ok=True)
    room.save()
    if before:
        os.utime(source, ns=(before.st_atime_ns, before.st_mtime_ns))


def pause(room: Newsroom, which: int, how: int) -> None:
    """Long enough for what was put out to be known by its time."""
    time.sleep(0.06)


def delete_output(room: Newsroom, which: int, how: int) -> None:
    shutil.rmtree(room.folder / "output", ignore_errors=True)


def tamper(room: Newsroom, which: int, how: int) -> None:
    """One file put out is changed (in size or not), or deleted."""
    if not (room.is_built and (put_out := room.any_file("output", which))):
        return
    if how % 3 == 0:
        put_out.unlink()
        return
    content = put_out.read_bytes()
    put_out.write_bytes(content + b"\n" if how % 3 == 1 else b"X" + content[1:])


def delete_memory(room: Newsroom, which: int, how: int) -> None:
    """Only where what stands in the output is what the next build wants: else nothing knows what is to be deleted."""
    if room.is_built:
        shutil.rmtree(room.folder / ".newsgen", ignore_errors=True)


def damage_memory(room: Newsroom, which: int, how: int) -> None:
    if room.is_built and (remembered := room.any_file(".newsgen", which)):
        content = remembered.read_bytes()
        half = len(content) // 2
        remembered.write_bytes([b"", content[:half], content[:half] + b"\xff" * 20 + content[half + 20 :]][how % 3])


def move_site(room: Newsroom, which: int, how: int) -> None:
    """Memory and output go with it."""
    if room.is_built:
        room.folder = room.folder.rename(room.folder.with_name(f"moved-{next(room.numbers)}"))


OF_TEXTS: dict[str, Edit] = {
    edit.__name__: edit
    for edit in (nothing, add, namesake, delete, rename, swap, reslug, edit_body, link, rename_section, page)
}
OF_FRONT_MATTER: dict[str, Edit] = {key: front_matter(key) for key in MATTER}
OF_THE_SITE: dict[str, Edit] = {f"config {key}": setting(key) for key in SETTINGS} | {
    path: file(path) for path in OTHER_FILES
}
OF_THE_WORLD: dict[str, Edit] = {
    edit.__name__: edit
    for edit in (
        pause, turn_clock, show_drafts, show_future, delivery, break_something, touch, edit_behind_the_clock,
        delete_output, tamper, delete_memory, damage_memory, move_site,
    )
}  # fmt: skip
OF_BROKEN_TEXTS: dict[str, Edit] = {edit.__name__: edit for edit in (break_text, fix_texts)}
EDITS = OF_TEXTS | OF_FRONT_MATTER | OF_THE_SITE | OF_THE_WORLD | OF_BROKEN_TEXTS
