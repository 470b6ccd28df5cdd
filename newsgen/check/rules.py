"""The rules, in the order in which they are asked. Pure."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from newsgen.check import coming, dates, dialects, headlines, photos, sections, tags, twins, wording
from newsgen.check.edition import Edition
from newsgen.check.proofs import Proof
from newsgen.model.article import Article
from newsgen.model.problem import Problem

OF_ARTICLES: tuple[Callable[[Article, Proof], Iterator[Problem]], ...] = (
    headlines.long_headline,
    headlines.shouting,
    headlines.breaking_word,
    headlines.missing_summary,
    photos.photo_credit,
    photos.photo_conflict,
    photos.photo_alt,
    photos.small_photo,
    dates.file_date,
    dates.date_order,
    dates.breaking_time,
    dates.correction_date,
)
"""Of one article alone: what they find is kept until it changes."""
OF_TEXTS: tuple[Callable[[Proof], Iterator[Problem]], ...] = (
    photos.picture_alt,
    photos.photo_location,
    photos.photo_too_large,
    wording.heading_levels,
    wording.link_text,
    dialects.engine_difference,
)
"""Of one article or plain page."""
OF_THE_SITE: tuple[Callable[[Edition], Iterable[Problem]], ...] = (
    twins.duplicate_headlines,
    twins.duplicate_texts,
    tags.tag_variants,
    sections.section_variants,
    sections.joint_sections,
    coming.far_dates,
    coming.never_seen,
    coming.updates_to_come,
    coming.orphan_aliases,
    coming.unused_photos,
    coming.insecure_links,
    coming.expired_rights,
)
"""Of all texts together: asked each time."""


MOST = 20
"""Problems of one rule in one text; so nobody's text can stall a check."""


def problems_of(proof: Proof) -> list[Problem]:
    article = proof.text if isinstance(proof.text, Article) else None
    found = [problem for rule in OF_ARTICLES if article for problem in islice(rule(article, proof), MOST)]
    return found + [problem for rule in OF_TEXTS for problem in islice(rule(proof), MOST)]


def problems_of_all(edition: Edition) -> list[Problem]:
    return [problem for rule in OF_THE_SITE for problem in rule(edition)]
