"""The rules, in the order in which they are asked. Pure."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from newsgen.check import (
    date_rules,
    duplicates,
    engine_differences,
    headline_rules,
    photo_rules,
    scheduled,
    section_rules,
    tag_rules,
    text_rules,
)
from newsgen.check.article_context import Proof
from newsgen.check.site_context import SiteContext
from newsgen.model.article import Article
from newsgen.model.problem import Problem

OF_ARTICLES: tuple[Callable[[Article, Proof], Iterator[Problem]], ...] = (
    headline_rules.long_headline,
    headline_rules.shouting,
    headline_rules.breaking_word,
    headline_rules.missing_summary,
    photo_rules.photo_credit,
    photo_rules.photo_conflict,
    photo_rules.photo_alt,
    photo_rules.small_photo,
    date_rules.file_date,
    date_rules.date_order,
    date_rules.breaking_time,
    date_rules.correction_date,
)
"""Of one article alone: what they find is kept until it changes."""
OF_TEXTS: tuple[Callable[[Proof], Iterator[Problem]], ...] = (
    photo_rules.picture_alt,
    photo_rules.photo_location,
    photo_rules.photo_too_large,
    text_rules.heading_levels,
    text_rules.link_text,
    engine_differences.engine_difference,
)
"""Of one article or plain page."""
OF_THE_SITE: tuple[Callable[[SiteContext], Iterable[Problem]], ...] = (
    duplicates.duplicate_headlines,
    duplicates.duplicate_texts,
    tag_rules.tag_variants,
    section_rules.section_variants,
    section_rules.joint_sections,
    scheduled.far_dates,
    scheduled.never_seen,
    scheduled.updates_to_come,
    scheduled.orphan_aliases,
    scheduled.unused_photos,
    scheduled.insecure_links,
    scheduled.expired_rights,
)
"""Of all texts together: asked each time."""


MOST = 20
"""Problems of one rule in one text; so nobody's text can stall a check."""


def problems_of(proof: Proof) -> list[Problem]:
    article = proof.text if isinstance(proof.text, Article) else None
    found = [problem for rule in OF_ARTICLES if article for problem in islice(rule(article, proof), MOST)]
    return found + [problem for rule in OF_TEXTS for problem in islice(rule(proof), MOST)]


def problems_of_all(edition: SiteContext) -> list[Problem]:
    return [problem for rule in OF_THE_SITE for problem in rule(edition)]
