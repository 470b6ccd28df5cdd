"""The words that readers meet, in the language of the site: gettext catalogs, the site's own before the bundled ones.
Reads disk.

A message is its English text, with values in braces: `_("By {names}", names=...)`. A catalog is `locale/LANGUAGE.po`
among the layouts; that of `pt` serves `pt-BR`, too. What no catalog has stays English. Source: GNU gettext, "The Format
of PO Files".
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from gettext import GNUTranslations, NullTranslations
from io import BytesIO, StringIO
from string import Formatter
from typing import TYPE_CHECKING, Any

from babel.core import parse_locale
from babel.numbers import format_decimal
from jinja2 import TemplateSyntaxError
from jinja2.ext import extract_from_ast
from markupsafe import Markup, escape

from newsgen.model.article import ArticleType
from newsgen.model.problem import Place, Problem, warning
from newsgen.pages.accessible import script
from newsgen.pages.filters import locale_of
from newsgen.pages.layouts import LayoutEnvironment
from newsgen.pages.plan import CONFIG

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog as POCatalog

FOLDER = "locale/"
TEMPLATE = f"bundled/{FOLDER}messages.pot"
"""All messages of the bundled layouts and of newsgen itself, for translators."""
_AS_GETTEXT = "write it as gettext wants it, or have a tool such as Poedit do that"
_PO_LINE = re.compile(r" on \d+$")
_NAMED = 3
"""Missing messages that a problem names."""


class Translations:
    """Messages in one language. Owns its catalogs, which are read when the first message is asked for."""

    def __init__(self, language: str, layouts: LayoutEnvironment) -> None:
        self._layouts, self._names, self.locale = layouts, catalog_names(language), locale_of(language)

    def note(self) -> None:
        """Whoever shows a message depends on the catalogs. Layouts note it once, since they show many."""
        for name in self._names:
            self._layouts.note(name)

    def text(self, message: str, **values: Any) -> str:
        """A message as plain text."""
        self.note()
        found = self._catalog.gettext(message)
        return found.format(**values) if values else found

    def html(self, message: str, **values: Any) -> str | Markup:
        """A message as a part of a page: `_` of layouts."""
        found = self._catalog.gettext(message)
        return Markup(escape(found)).format(**values) if values else found

    def plural(self, one: str, many: str, count: int, **values: Any) -> Markup:
        """The message for a count, `{count}` as the language writes numbers: `ngettext` of layouts."""
        found = self._catalog.ngettext(one, many, count)
        return Markup(escape(found)).format(count=format_decimal(count, locale=self.locale), **values)

    def labelled(self, title: str, kind: ArticleType) -> str:
        """A title as it stands where the site's own labels don't: what was paid for says so."""
        return self.text("Sponsored: {title}", title=title) if kind == "sponsored" else title

    @cached_property
    def _catalog(self) -> NullTranslations:
        merged = NullTranslations()
        for name in (*(f"bundled/{name}" for name in self._names), *self._names):
            if name in self._layouts.digests and (catalog := read_catalog(name, self._layouts)[0]):
                own = _compiled(catalog)
                own.add_fallback(merged)
                merged = own
        return merged


def message(english: str) -> str:
    """Mark a text that is translated elsewhere, for translators' tools."""
    return english


FIGURE_WORDS = (message("PHOTO:"), message("VIDEO:"), message("AUDIO:"), message("License"))
"""What `figure` blocks have."""


def catalog_names(language: str) -> list[str]:
    """The names that catalogs of a language may have among the layouts, the most special last. One of the language
    alone serves only its usual script: zh is not zh-TW."""
    try:
        code, territory, written, *_ = parse_locale(language.replace("_", "-"), sep="-")
    except ValueError:
        return []
    tags = [code] if script(code) == script(language) else []
    tags += [f"{code}-{written}"] if written else []
    tags += [f"{code}-{territory}"] if territory else []
    tags += [f"{code}-{written}-{territory}"] if written and territory else []
    return [f"{FOLDER}{name}.po" for tag in tags for name in dict.fromkeys((tag, tag.replace("-", "_")))]


def read_catalog(name: str, layouts: LayoutEnvironment, folder: str = "") -> tuple["POCatalog | None", list[Problem]]:
    """A catalog with what is translated well, None where it can't be read, and what is wrong with it. folder: how
    problems call that of the layouts."""
    from babel.messages.pofile import PoFileError

    path = f"{folder}/{name}"
    try:
        catalog = _parsed(name, layouts)
        _compiled(catalog)
    except PoFileError as error:
        source = _source(name, layouts)
        line = source[: max(source.find(error.line.strip()), 0)].count("\n") + 1
        what = f"this is no catalog: {_PO_LINE.sub('', error.args[0])}"
        return None, [Problem("translation", Place(path, line), what, _AS_GETTEXT)]
    except (TemplateSyntaxError, ValueError, LookupError) as error:
        return None, [Problem("translation", Place(path), f"this is no catalog: {error}", _AS_GETTEXT)]
    problems = []
    for entry in [each for each in catalog if each.id]:
        ids, strings = _forms(entry.id), _forms(entry.string)
        wrong = _wrong(ids, strings)
        if wrong or entry.fuzzy or not all(strings):
            catalog.delete(entry.id, entry.context)
        if wrong:
            what = f"the translation of '{ids[0]}' {wrong}"
            problems.append(warning("translation", Place(path, entry.lineno or 1), what, "write the same braces"))
    return catalog, problems


def translation_problems(language: str, layouts: LayoutEnvironment, folder: str) -> list[Problem]:
    """What is wrong with the site's own catalogs, and what its readers will meet in English. folder: how problems call
    that of the layouts."""
    names = catalog_names(language)
    own, bundled = [name for name in names if _is_own(name, layouts)], [f"bundled/{name}" for name in names]
    catalogs = [read_catalog(name, layouts, folder) for name in own]
    problems = [problem for _, wrong in catalogs for problem in wrong]
    if f"{FOLDER}en.po" in names:
        return problems
    bundled = [name for name in bundled if name in layouts.digests]
    wanted = _asked(layouts) if bundled else _asked(layouts) | _ids(_parsed(TEMPLATE, layouts))
    translated = set[str]().union(*(_ids(catalog) for catalog, _ in catalogs))
    if wanted - translated:
        translated |= set[str]().union(*(_ids(read_catalog(name, layouts)[0]) for name in bundled))
    if missing := sorted(wanted - translated):
        examples = ", ".join(f"'{message}'" for message in missing[:_NAMED])
        more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
        file = f"{folder}/{(own or names or ['locale'])[-1]}"
        what = f"there is no translation into '{language}' of {examples}{more}: readers meet English"
        problems.append(warning("translation", Place(file if own else CONFIG), what, f"write it into {file}"))
    return problems


def _is_own(name: str, layouts: LayoutEnvironment) -> bool:
    """Whether a layout or catalog is the site's, and says something else than the bundled one of that name."""
    digest = layouts.digests.get(name)
    return not name.startswith("bundled/") and digest is not None and digest != layouts.digests.get(f"bundled/{name}")


def _asked(layouts: LayoutEnvironment) -> set[str]:
    """The messages of the site's own layouts."""
    found = set[str]()
    for name in layouts.digests:
        if name.endswith(".html") and _is_own(name, layouts):
            with suppress(TemplateSyntaxError):  # it is told where the layout is used
                calls = extract_from_ast(layouts.parse(_source(name, layouts)), ("_", "ngettext"))
                found |= {_forms(message)[0] for _, _, message in calls if _forms(message)[0]}
    return found


def _source(name: str, layouts: LayoutEnvironment) -> str:
    """Raises TemplateSyntaxError for a file that is not UTF-8."""
    return layouts.loader.get_source(layouts, name)[0] if layouts.loader else ""


def _parsed(name: str, layouts: LayoutEnvironment) -> "POCatalog":
    """Raises PoFileError, TemplateSyntaxError."""
    from babel.messages.pofile import read_po  # takes 45 ms, which sites in English need not wait for

    return read_po(StringIO(_source(name, layouts)), abort_invalid=True)


def _compiled(catalog: "POCatalog") -> GNUTranslations:
    """Raises ValueError for plural forms that gettext doesn't understand."""
    from babel.messages.mofile import write_mo

    file = BytesIO()
    write_mo(file, catalog)
    file.seek(0)
    return GNUTranslations(file)


def _forms(text: str | Sequence[str | None] | None) -> tuple[str, ...]:
    """A message or its translation, one text for each plural form."""
    return (text,) if isinstance(text, str) else tuple(form or "" for form in text or ("",))


def _ids(catalog: "POCatalog | None") -> set[str]:
    return {_forms(message.id)[0] for message in catalog or () if message.id}


def _wrong(ids: tuple[str, ...], translations: tuple[str, ...]) -> str:
    """What a translation has that the message doesn't have, or lacks of that; "" where nothing. `{count}` may be left
    out: Arabic has a word for two."""
    wanted = set[str]().union(*map(_placeholders, ids))
    for translation in filter(None, translations):
        try:
            found = _placeholders(translation)
        except ValueError as error:
            return f"can't be filled in: {error}"
        if found - wanted:
            return f"has {{{min(found - wanted)}}}, which is not in the message"
        if wanted - found - {"count"}:
            return f"lacks {{{min(wanted - found)}}}"
    return ""


def _placeholders(message: str) -> set[str]:
    """The names in braces. Raises ValueError for a brace that is not closed."""
    return {name for _, name, _, _ in Formatter().parse(message) if name is not None}
