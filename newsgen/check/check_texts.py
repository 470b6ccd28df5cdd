"""Reading proofs of texts that are new or changed: the unit of work, and what is noted of each. Reads disk."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from newsgen.check.article_context import Proof, ShownPicture, proof_of
from newsgen.check.credits import NOTHING_SAID, PictureSays, said_by
from newsgen.check.minhash import sketch
from newsgen.check.rules import problems_of
from newsgen.check.site_context import Noted, Outward
from newsgen.check.text_rules import outward
from newsgen.engine.store import TextStore
from newsgen.model.article import Article, PlainPage
from newsgen.model.config import Config
from newsgen.model.entry import Entry
from newsgen.pages.link_check import TO_TEXTS
from newsgen.reading.media_files import means_file
from newsgen.reading.media_names import PICTURES
from newsgen.reading.sanitize import plain_text
from newsgen.reading.scan import Sources
from newsgen.reading.tree import Scalar
from newsgen.reading.tree import Sequence as Listed
from newsgen.workers import spread

_POINTED_AT = ("title", "date", "section", "tags", "aliases", "expires", "photo", "slug", "updated")
"""Keys that rules over all texts may point at."""
MANY = 1000
"""Links out of the site that are noted of one text."""
notes_decoder = msgspec.msgpack.Decoder(list[tuple[str, Noted]])


class CheckContext(Struct, frozen=True):
    """What proofs are read with, in whatever process. memory: where the texts are."""

    config: Config
    sources: Sources
    memory: Path

    def __call__(self) -> "CheckContext":
        return self


def proofread(desk: CheckContext, entries: Sequence[tuple[Entry, str]], processes: int) -> Iterator[tuple[str, Noted]]:
    """By source. entries: each with the key of its note."""
    for batch in spread(proofread_batch, desk, desk, entries, processes):
        yield from notes_decoder.decode(batch)


def proofread_batch(desk: CheckContext, entries: Sequence[tuple[Entry, str]]) -> bytes:
    """The notes, packed."""
    texts: TextStore[Article | PlainPage] = TextStore(desk.memory, "texts", Article | PlainPage)
    try:
        noted = [(entry.source, _noted(desk, entry, key, texts.get(entry.source))) for entry, key in entries]
    finally:
        texts.close()
    return msgspec.msgpack.encode(noted)


def note_key(digest: str, entry: Entry) -> str:
    """Equal while neither the file nor what was made of it changed, its pictures included. digest: of the file."""
    return digest + entry.content


def _noted(desk: CheckContext, entry: Entry, key: str, text: Article | PlainPage) -> Noted:
    file, path = Path(desk.sources.texts[entry.source].path), f"{desk.config.paths.content}/{entry.source}"
    proof = proof_of(file, path, text, desk.config, _photo_says(desk, entry), tuple(_pictures(desk, entry, text)))
    if proof is None:
        return Noted("")
    return Noted(
        key,
        tuple(problems_of(proof)),
        tuple(proof.matter.values.get("check", {})),
        _places(proof),
        tuple(pointer for pointer in text.body.references if pointer.kind in TO_TEXTS and not means_file(pointer)),
        tuple(_outward(proof)),
        sketch(plain_text(text.body.html, is_sanitized=True)) if entry.kind == "article" else b"",
    )


def _photo_says(desk: CheckContext, entry: Entry) -> PictureSays:
    """What the file of the article's photo says; nothing where the photo is elsewhere."""
    url = entry.photo.url.removeprefix("/") if entry.photo else ""
    name = dict(entry.files).get(url, "")
    return said_by(desk.sources.files[name].path) if name in desk.sources.files else NOTHING_SAID


def _pictures(desk: CheckContext, entry: Entry, text: Article | PlainPage) -> Iterator[ShownPicture]:
    """The pictures that are put out for the text, each once, as far as their files can be read."""
    photo = entry.photo.url.removeprefix("/") if entry.photo else ""
    sizes = {file.output: (file.width or 0, file.height or 0) for file in text.media.values()}
    if entry.photo:
        sizes[photo] = entry.photo.width or 0, entry.photo.height or 0
    for output, name in dict(entry.files).items():
        file = desk.sources.files.get(name)
        if file is None or Path(name).suffix.lower() not in PICTURES:
            continue
        with suppress(OSError):
            bytes_ = Path(file.path).stat().st_size
            yield ShownPicture(name, output == photo, bytes_, *sizes.get(output, (0, 0)), said_by(file.path).has_place)


def _outward(proof: Proof) -> Iterator[Outward]:
    end = 0
    for url in outward(proof.text.body.html)[:MANY]:
        place, end = proof.where(url, end)
        yield Outward(url, place.line, place.column)


def _places(proof: Proof) -> dict[str, tuple[int, int]]:
    places = {"body": (proof.beginning.line, 1)}
    known = proof.matter.known
    for key in _POINTED_AT:
        place = proof.at(key)
        if key in known or place.line > 1:
            places[key] = place.line, place.column
    for key in ("tags", "aliases"):
        value = known[key].value if key in known else None
        for item in value.items if isinstance(value, Listed) else ():
            if isinstance(item, Scalar) and item.text:
                places[f"{key} {item.text.strip()}"] = item.line, item.column
    if proof.is_scheduled:
        places["scheduled"] = places.get("date", (1, 1))
    return places
