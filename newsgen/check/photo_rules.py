"""Rules on an article's photo and the pictures in a text. Pure."""

import re
from collections.abc import Iterator
from html import unescape

from newsgen.catalog.photo_rights import is_credited
from newsgen.check.article_context import Proof, ShownPicture
from newsgen.model.article import Article
from newsgen.model.problem import Place, Problem, warning
from newsgen.model.slugs import slug

CARD = 600, 315
"""Pixels that a large card needs. Source: Meta, "Images in Link Shares"."""
_PICTURE = re.compile(r"<img\b[^>]*>")
_ALT = re.compile(r"\balt=([\"'])(.*?)\1", re.DOTALL)
_NO_NAMES = frozenset(
    "and by copyright courtesy credit for from image images photo photos picture pictures the via www com".split()
)
_TYPED = re.compile(r"!\[[ \t]{0,9}\]\(|<img\b(?![^<>]{0,999}\balt=[\"'][^\"'])", re.IGNORECASE)


def photo_credit(article: Article, proof: Proof) -> Iterator[Problem]:
    """A caption may hold it. Offered is the file's own credit line, else its makers, else who has the copyright."""
    photo = article.photo
    if photo is None or is_credited(photo):
        return
    names = proof.said.credits or proof.said.makers or proof.said.copyrights
    mend = f"its own file says '{' | '.join(names)[:80]}'" if names else "add `credit:` to the photo"
    yield warning("photo-credit", proof.at("photo"), "the photo has no credit", mend)


def photo_conflict(article: Article, proof: Proof) -> Iterator[Problem]:
    """Only if the two have no name in common."""
    credit = article.photo.credit if article.photo else ""
    names = [name for name in proof.said.names if _names_in(name)]
    if not names or not _names_in(credit) or any(_names_in(credit) & _names_in(name) for name in names):
        return
    what = f"the credit '{credit[:60]}' names nobody whom the photo's own file names: '{names[0][:60]}'"
    yield warning("photo-conflict", proof.at("photo", "credit"), what, "mend the credit, or the file's metadata")


def photo_alt(article: Article, proof: Proof) -> Iterator[Problem]:
    if article.photo and not article.photo.alt.strip():
        what, mend = "the photo has no alternative text", "add `alt:`: what it shows, for who can't see it"
        yield warning("photo-alt", proof.at("photo"), what, mend)


def small_photo(article: Article, proof: Proof) -> Iterator[Problem]:
    photo = article.photo
    if photo is None or not photo.width or not photo.height:
        return
    if photo.width < CARD[0] or photo.height < CARD[1]:
        what = f"the photo has {photo.width} x {photo.height} pixels, too few for a large card"
        yield warning("small-photo", proof.at("photo"), what, f"take one of {CARD[0]} x {CARD[1]} or more")


def photo_location(proof: Proof) -> Iterator[Problem]:
    """Files are put out as they are; where one was taken can lead to who must not be found."""
    for picture in proof.pictures:
        if picture.has_place:
            what = f"the file of '{_name(picture)}' tells where it was taken (GPS), and readers can read it"
            yield warning("photo-location", _place(proof, picture), what, "save it without location")


def photo_too_large(proof: Proof) -> Iterator[Problem]:
    most = proof.photos
    for picture in proof.pictures:
        pixels = picture.width * picture.height
        if picture.bytes > most.max_bytes or pixels > most.max_pixels:
            size = f"{picture.bytes / 1_000_000:.1f} MB"
            size += f" and {picture.width} x {picture.height} pixels" if pixels else ""
            what = f"'{_name(picture)}' has {size}, and is put out as it is"
            yield warning(
                "photo-too-large", _place(proof, picture), what, "make it smaller: 2400 pixels are wide enough"
            )


def _name(picture: ShownPicture) -> str:
    return picture.name.rpartition("/")[2]


def _place(proof: Proof, picture: ShownPicture) -> Place:
    """Of the photo in the front matter, or of the name of a picture in the text."""
    return proof.at("photo", "src") if picture.is_photo else proof.where(_name(picture))[0]


def picture_alt(proof: Proof) -> Iterator[Problem]:
    """One problem for all pictures in a text: where one lacks it, often all do."""
    pictures = [picture[0] for picture in _PICTURE.finditer(proof.text.body.html)]
    silent = sum(not (alt := _ALT.search(picture)) or not unescape(alt[2]).strip() for picture in pictures)
    if silent:
        typed = _TYPED.search(proof.typed)
        place, _ = proof.where(typed[0] if typed else "![")
        which = "a picture in the text has" if silent == 1 else f"{silent} pictures in the text have"
        yield warning("photo-alt", place, f"{which} no alternative text", "![what it shows](...)")


def _names_in(text: str) -> frozenset[str]:
    """Its words of three letters and more, alike in any script and case."""
    if not any(map(str.isalpha, text)):
        return frozenset()
    return frozenset(word for word in slug(text).split("-") if len(word) > 2 and not word.isdigit()) - _NO_NAMES
