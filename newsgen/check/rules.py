"""The rules, in the order in which they are asked. Pure."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from newsgen.check import date_rules, duplicates, photo_rules, tag_rules, text_rules
from newsgen.check.context import ArticleContext, SiteContext
from newsgen.model.article import Article
from newsgen.model.problem import Problem

ARTICLE_RULES: tuple[Callable[[Article, ArticleContext], Iterator[Problem]], ...] = (
    text_rules.long_headline,
    text_rules.shouting,
    text_rules.breaking_word,
    text_rules.missing_summary,
    photo_rules.photo_credit,
    photo_rules.photo_conflict,
    photo_rules.photo_alt,
    date_rules.file_date,
    date_rules.date_order,
    date_rules.breaking_time,
    date_rules.correction_date,
)
"""Of one article alone: what they find is remembered until it changes."""
TEXT_RULES: tuple[Callable[[ArticleContext], Iterator[Problem]], ...] = (
    photo_rules.picture_alt,
    photo_rules.photo_location,
    photo_rules.photo_too_large,
    photo_rules.small_photo,
    text_rules.heading_levels,
    text_rules.link_text,
    text_rules.engine_difference,
)
"""Of one article or plain page."""
SITE_RULES: tuple[Callable[[SiteContext], Iterable[Problem]], ...] = (
    duplicates.duplicate_headlines,
    duplicates.duplicate_texts,
    tag_rules.tag_variants,
    tag_rules.section_variants,
    tag_rules.joint_sections,
    date_rules.far_dates,
    date_rules.never_seen,
    date_rules.updates_to_come,
    text_rules.orphan_aliases,
    text_rules.insecure_links,
    photo_rules.unused_photos,
    photo_rules.expired_rights,
)
"""Of all texts together: asked each time."""
MAX_PROBLEMS = 20
"""Of one rule in one text; so nobody's text can stall a check."""


def problems_of_text(context: ArticleContext) -> list[Problem]:
    article = context.text if isinstance(context.text, Article) else None
    found = [problem for rule in ARTICLE_RULES if article for problem in islice(rule(article, context), MAX_PROBLEMS)]
    return found + [problem for rule in TEXT_RULES for problem in islice(rule(context), MAX_PROBLEMS)]


def problems_of_site(site: SiteContext) -> list[Problem]:
    return [problem for rule in SITE_RULES for problem in rule(site)]
