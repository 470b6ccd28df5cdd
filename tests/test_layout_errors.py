"""Layouts that fail, told at their file and line; and layouts that would like to be programs, which they can't."""

# ruff: noqa: E501 - a message is quoted whole

from __future__ import annotations

import os

import pytest

from newsgen.model.problem import Problem
from newsgen.site import publishing
from tests.sites import CONFIG, Site

AT = "(making /2022/03/flood/ of content/flood.md)"
DOCS = "(see the layouts page of the docs)"
SEE = "(see the layouts page of the docs for what there is)"
FAILING = {
    "{% if %}": f"4 layout-syntax: Expected an expression, got 'end of statement block' {DOCS}",
    "{{ article.title": f"5 layout-syntax: expected token 'end of print statement', got '{{' {DOCS}",
    "{{ 'x' | nope }}": f"4 layout-syntax: No filter named 'nope'. {DOCS}",
    "{{ 'x' is nope }}": "4 layout-syntax: No test named 'nope'. (did you mean 'none'?)",
    "{% block main %}{% endblock %}": f"4 layout-syntax: block 'main' defined twice {DOCS}",
    "{{ nope }}": f"4 layout-undefined: 'nope' is undefined {AT} {SEE}",
    "{{ article.nope }}": f"4 layout-undefined: there is no 'nope' in article {AT} {SEE}",
    "{{ article['nope'] }}": f"4 layout-undefined: there is no 'nope' in article {AT} {SEE}",
    "{{ article.photo.nope }}": f"4 layout-undefined: 'None' has no attribute 'nope' {AT} {SEE}",
    "{{ article.extra.nope }}": f"4 layout-undefined: there is no 'nope' in dict {AT} {SEE}",
    "{% include 'nope.html' %}": f"4 layout-missing: there is no layout 'nope.html' {AT} (write it, or mend its name)",
    "{{ fragment('nope', ()) }}": f"4 layout-missing: there is no layout 'fragments/nope.html' {AT} (write it, or mend its name)",
    "{{ asset('nope.css') }}": f"4 layout-error: there is no asset 'nope.css' {AT} (put it into the assets folder)",
    "{{ 1 / 0 }}": f"4 layout-error: ZeroDivisionError: division by zero {AT} (mend the layout)",
    "{% for x in 5 %}{% endfor %}": f"4 layout-error: TypeError: 'int' object is not iterable {AT} (mend the layout)",
    "{{ [].pop() }}": f"4 layout-error: IndexError: pop from empty list {AT} (mend the layout)",
    "{{ ''.encode('nope') }}": f"4 layout-error: LookupError: unknown encoding: nope {AT} (mend the layout)",
}
FRAME = """\
{% extends "base.html" %}
{% block main %}
<h1>{{ article.title }}</h1>
HERE
{% endblock %}
"""


def told(problem: Problem) -> str:
    rest = str(problem).removeprefix(f"{problem.place}: ")
    return f"{problem.place.line} {problem.code}: {rest}"


def with_layout_for_each(site: Site, texts: list[str]) -> list[str]:
    """An article for each text, whose own layout it is. The layouts' files, in order."""
    for number, text in enumerate(texts):
        site.article(f"story-{number}", layout=f"own-{number}", extra="{word: flood}")
        site.write(f"layouts/own-{number}.html", text)
    return [f"layouts/own-{number}.html" for number in range(len(texts))]


@pytest.mark.parametrize("wrong", FAILING)
def test_a_failing_layout_is_told_with_its_file_and_line(site: Site, wrong: str) -> None:
    site.article()
    site.write("layouts/article.html", FRAME.replace("HERE", wrong))
    (problem,) = site.build().problems
    assert (problem.place.path, problem.severity) == ("layouts/article.html", "error")
    assert told(problem) == FAILING[wrong]


def test_a_failing_layout_leaves_the_last_good_output_as_it_was(site: Site) -> None:
    site.article()
    site.built()
    before = site.output()
    site.write("layouts/article.html", "{{ nope }}")
    assert not site.build().built
    assert site.output() == before


def test_each_failing_line_of_all_layouts_is_told_once(site: Site) -> None:
    for number in range(3):
        site.article(f"story-{number}")
    site.write("layouts/article.html", "\n{{ nope }}")
    site.write("layouts/front.html", "{{ page.nope }}")
    assert [str(problem.place) for problem in site.build().problems] == [
        "layouts/article.html:2:4",
        "layouts/front.html:1:9",
    ]


def test_the_failing_line_of_a_macro_is_told_where_the_macro_is(site: Site) -> None:
    site.article()
    site.write("layouts/macros/own.html", "{% macro shout(words) %}\n{{ words.nope }}\n{% endmacro %}")
    site.write("layouts/article.html", "{% from 'macros/own.html' import shout %}{{ shout(article.title) }}")
    assert [str(problem.place) for problem in site.build().problems] == ["layouts/macros/own.html:2:10"]


def test_a_layout_that_never_ends_is_told(site: Site) -> None:
    site.article()
    site.write("layouts/article.html", "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}")
    assert [problem.code for problem in site.build().problems] == ["layout-error"]


def test_a_layout_that_is_not_utf_8_is_told_with_its_file(site: Site) -> None:
    site.article()
    site.write("layouts/article.html", b"<h1>Caf\xe9</h1>")
    assert site.problems() == ["layouts/article.html:1:1: this layout is not UTF-8 (see the layouts page of the docs)"]


@pytest.mark.parametrize(
    ("wrong", "column", "fix"),
    [
        ("{{ artcle.title }}", 4, "did you mean 'article'?"),
        ("{{ article.titel }}", 12, "did you mean 'title'?"),
        ("{{ article['titel'] }}", 13, "did you mean 'title'?"),
        ("{{ article.extra.wrod }}", 18, "did you mean 'word'?"),
        ("{{ 'x' | uper }}", 10, "did you mean 'upper'?"),
        ("{{ 'x' is strng }}", 11, "did you mean 'string'?"),
        ("{% include 'fragments/foter.html' %}", 13, "did you mean 'fragments/footer.html'?"),
        ("{{ asset('man.css') }}", 11, "did you mean 'main.css'?"),
        ("  {{ 1 / 0 }}", 3, "mend the layout"),
    ],
)
def test_the_place_is_that_of_a_misspelt_name_and_the_nearest_is_offered(
    wrong: str, column: int, fix: str, site: Site
) -> None:
    site.article(extra="{word: flood}")
    site.write("layouts/article.html", f"<h1>\n{wrong}\n")
    (problem,) = site.build().problems
    assert (problem.place.line, problem.place.column, problem.fix) == (2, column, fix)


@pytest.mark.parametrize(
    ("layout", "page"),
    [
        ("plain.html", "/about/ of content/pages/about.md"),
        ("section.html", "/section/news/"),
        ("article.html", "/2022/03/flood/ of content/news/flood.md"),
    ],
)
def test_a_failing_layout_names_the_page_and_the_file_that_was_being_made(layout: str, page: str, site: Site) -> None:
    site.article("news/flood")
    site.write("content/pages/about.md", "---\ntitle: About\n---\nUs.\n")
    site.write(f"layouts/{layout}", "{{ nope }}")
    (problem,) = site.build().problems
    assert problem.what == f"'nope' is undefined (making {page})"


def test_a_failing_layout_of_newsgens_own_is_told_with_its_folder(site: Site) -> None:
    site.article()
    site.write("layouts/article.html", "{% import 'macros/pager.html' as own %}{{ own.pager(5) }}")
    (problem,) = site.build().problems
    assert problem.place.path == "(bundled)/layouts/macros/pager.html"
    assert problem.place.line > 1


CLASSES = """
{{ ''.__class__ }}
{{ ''.__class__.__mro__[1].__subclasses__() }}
{{ ''.__class__.__base__|string }}
{{ ''|default(''.__class__.__name__) }}
{{ [].__class__.__base__ }}
{{ article.__class__ }}
{{ config.__class__.__init__.__globals__ }}
{{ config.__struct_fields__ }}
{{ article.title.__init__ }}
{{ article['__class__'] }}
{{ article['__cla' ~ 'ss__'] }}
{{ {}['__class__'] }}
{{ {}['__reduce_ex__'](2) }}
{{ {}['__cla' ~ 'ss__']['__ba' ~ 'se__'] }}
{{ ()['__class__'] }}
{{ ''['__class__'] }}
{{ self['__class__'] }}
{{ ['x']|map(attribute='__class__')|join }}
{{ ['x']|map(attribute='upper.__self__')|join }}
{{ ['x']|selectattr('__class__')|list }}
{{ ['x']|rejectattr('__class__', 'eq', 'x')|map(attribute='__class__')|join }}
{{ ['x']|groupby('__class__')|map(attribute='grouper')|join }}
{{ ['x', 'y']|sort(attribute='__class__')|list }}
{{ ['x']|unique(attribute='__class__')|list }}
{{ ['x']|sum(attribute='__class__', start='') }}
{{ ['x', 'y']|max(attribute='__class__') }}
{{ ''|attr('__class__') }}
{{ {'a': 1}|xmlattr }}
{{ ['x']|map('attr', '__class__')|list }}
"""
GLOBALS = """
{{ lipsum.__globals__ }}
{{ lipsum['__globals__']['os'].popen('id') }}
{{ cycler.__init__.__globals__ }}
{{ cycler('a')._next }}
{{ joiner.__init__ }}
{{ namespace.__init__.__globals__ }}
{{ range.__doc__ }}
{{ dict.mro() }}
{{ latest.__globals__ }}
{{ latest.__closure__ }}
{{ latest.func_globals }}
{{ fragment.__self__ }}
{{ fragment.__func__ }}
{{ asset.im_self }}
{{ url['__self__'] }}
{{ self._TemplateReference__context }}
{{ self.__init__ }}
{{ self._context }}
{% macro m() %}{% endmacro %}{{ m._func }}
{% macro m() %}{% endmacro %}{{ m.__call__.__globals__ }}
{% macro m() %}{{ caller.__class__ }}{% endmacro %}{% call m() %}{% endcall %}
{% for x in 'a' %}{{ loop._iterable }}{% endfor %}
{% for x in 'a' %}{{ loop['__class__'] }}{% endfor %}
{% import 'macros/cards.html' as cards %}{{ cards._module }}
{% import 'macros/cards.html' as cards %}{{ cards['__dict__'] }}
{% from 'macros/cards.html' import __dict__ %}
{{ article.published.tzinfo.__class__ }}
{{ (x for x in 'a').gi_frame }}
{{ config.site.zone.__reduce__ }}
"""
FORMATS = """
{{ '{0.__class__}'.format('x') }}
{{ '{x.__class__}'.format(x='y') }}
{{ '{0.__class__}'['format']('x') }}
{{ '{0.__class__}'['for' ~ 'mat']('x') }}
{{ '{a.__class__}'.format_map({'a': 1}) }}
{{ ('{0.__class__}'|escape).format('x') }}
{{ ['{0.__class__}']|map(attribute='format')|join }}
{{ ''.join.__self__ }}
{{ ''.mro }}
"""
FILES = """
{% include '../../../../etc/passwd' %}
{% include '/etc/passwd' %}
{% include '..' ~ '/config.yaml' %}
{% extends '../config.yaml' %}
{% import '../content/secret.md' as secret %}
{{ fragment('../../../../etc/passwd', ()) }}
{{ environ }}
{{ environment }}
{{ os }}
{{ open('/etc/passwd') }}
{{ __import__('os') }}
{{ import_module('os') }}
{{ eval('1') }}
{{ request }}
{{ self }}{{ get_flashed_messages }}
{% debug %}
{% do [].append(1) %}
"""


def test_no_layout_reaches_what_is_behind_its_values(site: Site) -> None:
    escapes = [line for group in (CLASSES, GLOBALS, FORMATS, FILES) for line in group.strip().split("\n")]
    files = with_layout_for_each(site, escapes)
    refused = {problem.place.path for problem in site.build().problems}
    assert [escape for file, escape in zip(files, escapes, strict=True) if file not in refused] == []


@pytest.mark.parametrize("few", [0, 100])
def test_of_pages_that_fail_alike_the_first_by_its_url_tells_in_whichever_order_they_are_made(
    site: Site, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "FEW", few)
    site.article("b", date="2022-03-06", slug="b")
    site.article("a", date="2022-03-07", slug="a")
    site.write("layouts/article.html", "{{ nope }}")
    (told,) = site.build().problems
    assert told.what == "'nope' is undefined (making /2022/03/a/ of content/a.md)"


HARMLESS = {
    "{{ '%s' | format(article.title) }}": "Flood in Volos",
    "{{ '{0.__class__}' | format }}": "{0.__class__}",
    "{{ '{0.__class__}' | replace('_', '-') }}": "{0.--class--}",
    "{{ {'__class__': 'mine'}['__class__'] }}": "mine",
    "{% set ns = namespace(a=1) %}{% set ns.b = 2 %}{{ ns.a }}{{ ns.b }}": "12",
    "{{ article.extra.word | upper }}": "FLOOD",
    "{{ ['a', 'b'] | map('upper') | join }}": "AB",
    "{{ [{'x': 2}, {'x': 1}] | sort(attribute='x') | map(attribute='x') | join }}": "12",
}


def test_what_layouts_are_for_works(site: Site) -> None:
    with_layout_for_each(site, list(HARMLESS))
    site.built()
    shown = [site.page(f"/2022/03/story-{number}/") for number in range(len(HARMLESS))]
    assert shown == list(HARMLESS.values())


def test_the_environment_is_in_no_page(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEPLOY_KEY", "hunter2-hunter2")
    site.article()
    site.write(
        "layouts/article.html", "{{ site }}{{ config }}{{ page }}{{ article }}{{ theme }}{{ fragment }}{{ url }}"
    )
    site.built()
    assert os.environ["DEPLOY_KEY"] not in site.page("/2022/03/flood/")


def test_an_article_asks_for_layouts_of_the_layouts_folder_only(site: Site) -> None:
    site.write("config.yaml", f"{CONFIG}ignore: [secret.html]\n")
    site.write("content/secret.html", "SECRET")
    site.article(layout="secret")
    assert [problem.code for problem in site.built().problems] == ["unknown-layout"]
    for path in ("../content/secret", "/etc/passwd", "macros/cards", "secret.txt", "a\\b"):
        site.article(layout=f"'{path}'")
        (problem,) = site.built().problems
        assert problem.code in ("wrong-value", "unknown-layout"), path
        assert "SECRET" not in site.page("/2022/03/flood/")


@pytest.mark.parametrize(
    ("layout", "place", "tag"),
    [
        ("{% extends 'base.html' %}\n{% block main %}\n<p>{{ article.title }}</p>\n", "2:4", "block"),
        ("<p>\n  {% if article.title %}\n  a\n{% for x in [] %}b{% endfor %}\n", "2:6", "if"),
        ("{% block a %}\n  {%- if article.title %}\n  a\n{% endblock %}\n", "2:7", "if"),
        ("{% block a %}\n{# {% if x %} #}{% raw %}{% for %}{% endraw %}\n", "1:4", "block"),
        ("{% macro a() %}{% set c = 1 %}\n x {% set b %} y\n", "2:7", "set"),
    ],
)
def test_a_block_that_is_never_closed_is_told_where_it_begins(layout: str, place: str, tag: str, site: Site) -> None:
    site.article()
    site.write("layouts/article.html", layout)
    assert site.problems() == [
        f"layouts/article.html:{place}: the `{tag}` that begins here is never closed (add {{% end{tag} %}} where it ends)"
    ]


@pytest.mark.parametrize("name", ["page", "article"])
def test_a_fragment_that_asks_for_its_page_is_told_why_it_has_none(name: str, site: Site) -> None:
    site.article()
    site.write("layouts/fragments/footer.html", f"\n{{{{ {name}.title }}}}")
    (problem,) = site.build().problems
    assert (str(problem.place), problem.fix) == (
        "layouts/fragments/footer.html:2:4",
        "a fragment is the same on many pages, so it knows none of them",
    )
