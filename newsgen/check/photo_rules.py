"""Rules on an article's photo and the pictures in a text. Pure."""

import re
from collections.abc import Iterator
from html import unescape

from newsgen.catalog.visibility import is_credited
from newsgen.check.context import ArticleContext, ShownPicture, SiteContext
from newsgen.model.article import Article
from newsgen.model.entry import instant
from newsgen.model.local_time import local
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
_BLOCK = re.compile(r"(?:`{3,}|~{3,})[ \t]*(?:figure|gallery)\b")


def photo_credit(article: Article, context: ArticleContext) -> Iterator[Problem]:
    """A caption may hold it, and so may the picture's file."""
    if article.photo and not is_credited(article.photo):
        yield warning("photo-credit", context.at("photo"), "the photo has no credit", "add `credit:` to the photo")


def photo_conflict(article: Article, context: ArticleContext) -> Iterator[Problem]:
    """Credit and file differ only if they have no name in common."""
    credit = article.photo.credit if article.photo else ""
    names = [name for names in _names_in_file(context) for name in names if _names_in(name)]
    if not names or not _names_in(credit) or any(_names_in(credit) & _names_in(name) for name in names):
        return
    what = f"the credit '{credit[:60]}' names nobody whom the photo's own file names: '{names[0][:60]}'"
    yield warning("photo-conflict", context.at("photo", "credit"), what, "mend the credit, or the file's metadata")


def photo_alt(article: Article, context: ArticleContext) -> Iterator[Problem]:
    if article.photo and not article.photo.alt.strip():
        what, fix = "the photo has no alternative text", "add `alt:`: what it shows, for who can't see it"
        yield warning("photo-alt", context.at("photo"), what, fix)


def small_photo(context: ArticleContext) -> Iterator[Problem]:
    """Upright photos are not as wide as their place, and pictures of a text that are in no figure as wide as they
    are."""
    for picture in context.pictures:
        width, height, is_photo = picture.width, picture.height, picture.is_photo
        room = 0 if is_photo and height > width else picture.room
        if not width or not height:
            continue
        if is_photo and (width < CARD[0] or height < CARD[1]):
            reason, fix = "too few for a large card", f"take one of {max(CARD[0], room)} x {CARD[1]} or more"
        elif width < room:
            reason, fix = f"and its place is {room} wide", f"take one that is {room} wide or more"
        else:
            continue
        what = f"'{_name(picture)}' has {width} x {height} pixels, {reason}"
        yield warning("small-photo", _place(context, picture), what, fix)


def photo_location(context: ArticleContext) -> Iterator[Problem]:
    """Where one was taken can lead to who must not be found."""
    for picture in context.pictures:
        if picture.has_place:
            who = "readers" if picture.is_as_it_is else "who has the repository, not readers,"
            what = f"the file of '{_name(picture)}' tells where it was taken (GPS), and {who} can read it"
            yield warning("photo-location", _place(context, picture), what, "save it without location")


def photo_too_large(context: ArticleContext) -> Iterator[Problem]:
    most = context.photos
    for picture in context.pictures:
        pixels = picture.width * picture.height
        if picture.is_as_it_is and (picture.bytes > most.max_bytes or pixels > most.max_pixels):
            size = f"{picture.bytes / 1_000_000:.1f} MB"
            size += f" and {picture.width} x {picture.height} pixels" if pixels else ""
            what = f"'{_name(picture)}' has {size}, and is put out as it is"
            fix = "make it smaller: 2400 pixels are wide enough"
            yield warning("photo-too-large", _place(context, picture), what, fix)


def _names_in_file(context: ArticleContext) -> tuple[tuple[str, ...], ...]:
    """Makers, credits and copyrights that the file of the article's photo names; none where the photo is elsewhere."""
    photos = (picture for picture in context.pictures if picture.is_photo)
    return next(((photo.makers, photo.credits, photo.copyrights) for photo in photos), ((), (), ()))


def _name(picture: ShownPicture) -> str:
    return picture.name.rpartition("/")[2]


def _place(context: ArticleContext, picture: ShownPicture) -> Place:
    """Return the place of the photo in the front matter, or of the name of a picture in the text."""
    return context.at("photo", "src") if picture.is_photo else context.where(_name(picture))[0]


def picture_alt(context: ArticleContext) -> Iterator[Problem]:
    """One problem for all pictures in a text: where one lacks it, often all do."""
    pictures = [picture[0] for picture in _PICTURE.finditer(context.text.body.html)]
    silent = sum(not (alt := _ALT.search(picture)) or not unescape(alt[2]).strip() for picture in pictures)
    if silent:
        typed = _TYPED.search(context.typed) or _BLOCK.search(context.typed)
        place, _ = context.where(typed[0] if typed else "![")
        which = "a picture in the text has" if silent == 1 else f"{silent} pictures in the text have"
        yield warning("photo-alt", place, f"{which} no alternative text", "![what it shows](...)")


def unused_photos(site: SiteContext) -> Iterator[Problem]:
    for name in site.unused_pictures:
        place = Place(f"{site.content}/{name.removeprefix('content/')}")
        yield warning("unused-photo", place, "no article shows this picture", "remove it, or show it")


def expired_rights(site: SiteContext) -> Iterator[Problem]:
    for entry in site.articles:
        if entry.photo and entry.rights_until <= site.now:
            day = local(instant(entry.rights_until), site.zone)
            what = f"the right to show this photo ended on {day:%Y-%m-%d}"
            yield warning("photo-rights", site.at(entry, "photo"), what, "take another photo, or renew it")


def _names_in(text: str) -> frozenset[str]:
    """Return the words of three letters and more, alike in any script and case."""
    if not any(map(str.isalpha, text)):
        return frozenset()
    return frozenset(word for word in slug(text).split("-") if len(word) > 2 and not word.isdigit()) - _NO_NAMES
