"""Layouts are compiled in our own way, and say what Jinja's own code would."""

import pytest
from jinja2 import DictLoader, Environment

from newsgen.pages.layout_problems import Missing
from newsgen.pages.layouts import LayoutEnvironment

FILES = {
    "base": "<{{ x }}>{% block a %}base {{ x }}{% endblock %}|{% block b scoped %}b{% endblock %}</>",
    "middle": "{% extends 'base' %}{% block a %}[{{ super() }}]{% endblock %}",
    "piece": "piece of {{ x }} {{ y is defined }}",
    "macros": (
        "{% macro plain(a, b='c') %}<i>{{ a }}{{ b }}</i>{% endmacro %}"
        "{% macro all(a) %}{{ a }}{{ varargs | join }}{{ kwargs | dictsort }}{% endmacro %}"
        "{% macro around() %}({{ caller(1) }}){% endmacro %}"
    ),
}
LAYOUTS = [
    "a {{ x }} <{{ '<' }}> {{ 5 }}",
    "{% extends 'base' %}{% block a %}own{% endblock %}",
    "{% extends 'middle' %}{% block a %}{{ super() }}{{ super.super() }}{{ self.b() }}{% endblock %}",
    "before {% extends 'middle' %} after {% set x = 2 %}",
    "{% if x %}{% extends 'base' %}{% endif %} dropped",
    "{% if not x %}{% extends 'base' %}{% endif %} kept{% block a %}own{% endblock %}",
    "{% for y in 'ab' %}{% block a scoped %}{{ y }}{{ loop.index }}{% endblock %}{% else %}none{% endfor %}",
    "{% for y in '' %}{{ y }}{% else %}none{% endfor %}",
    "{% for y in [1, [2, 3]] recursive %}{{ loop(y) if y is iterable else y }}{% endfor %}",
    "{% for y in range(4) if y is odd %}{{ y }}{{ loop.last }}{% endfor %}",
    "{% set y %}<b>{% block a %}{{ x }}{% endblock %}</b>{% endset %}{{ y }}{{ y }}",
    "{% filter upper %}a{% block a %}{{ x }}b{% endblock %}{% endfilter %}",
    "{% set y = 1 %}{% include 'piece' %}{% include 'piece' without context %}{% include ['no', 'piece'] %}",
    "{% include 'no' ignore missing %}{% for y in 'ab' %}{% include 'piece' %}{% endfor %}",
    "{% from 'macros' import plain %}{{ plain(1) }}{{ plain('<', b=2) }}{{ plain(b=x, a=3) }}{{ plain(*[1, 2]) }}",
    "{% import 'macros' as m %}{{ m.plain(**{'a': x}) }}{{ m.all(1, 2, 3, class=4) }}{{ m.all(a=1, e=2) }}",
    "{% from 'macros' import around %}{% call(n) around() %}{{ n }}{{ x }}{% endcall %}",
    "{% macro own(n) %}{{ n }}{% if n %}{{ own(n - 1) }}{% endif %}{% endmacro %}{{ own(3) }}",
    "{{ dict(a=1).get('a') }}{{ '{}'.join(['a', 'b']) }}{{ x | replace(x, '&') }}{{ namespace(a=x).a }}",
    "{% set found = namespace(n=0) %}{% for y in [1, 2] %}{% set found.n = y %}{% endfor %}{{ found.n }}",
    "{% with y = x %}{{ y }}{% include 'piece' %}{% endwith %}",
    "{% autoescape false %}{{ '<' }}{% endautoescape %}{{ cycler('a', 'b').next() }}",
    "{{ {'a': {'b': x}}.a.b }}{{ x.split('&').count('') }}{{ x.replace(x.lower(), x.upper()).upper() }}",
    "{{ ('<b>' | safe).upper() }}{{ ('<b>' | safe).nope is defined }}{{ none }}{{ 1.5 }}{{ true }}{{ [x, '<'] }}",
    "{% for y in [{'n': 1}, {'n': 2}] if y.n > 1 %}{{ y.n }}{% endfor %}{{ [{'n': '<'}] | map(attribute='n') | join }}",
    "{% set value, found, thing = 1, 2, 3 %}{{ value }}{{ found }}{{ thing }}{{ x.upper() }}{{ value }}{{ found }}",
    "{{ x.nope.more }}",
    "{{ nope.more }}",
    "{{ caller }}",
    "{{ nope }}",
    "{{ x.nope }}",
    "{% from 'macros' import plain %}{{ plain(1, 2, 3) }}",
    "{% from 'macros' import plain %}{{ plain(1, a=2) }}",
    "{% from 'macros' import plain %}{{ plain() }}",
    "{% from 'macros' import plain %}{{ plain(1, c=2) }}",
    "{% from 'macros' import around %}{{ around() }}",
]


def said(kind: type[Environment], layout: str) -> str:
    env = kind(loader=DictLoader(FILES | {"layout": layout}), autoescape=True, undefined=Missing)
    try:
        return env.get_template("layout").render(x="&")
    except Exception as error:  # whatever it is, both must raise it
        return f"{type(error).__name__}: {error}"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_says_what_jinjas_own_code_says(layout: str) -> None:
    assert said(LayoutEnvironment, layout) == said(Environment, layout)


def test_what_is_included_without_context_stands_where_a_macro_includes_it() -> None:
    """Jinja's own code would print the generator itself."""
    layout = "{% macro own() %}<{% include 'piece' without context %}>{% endmacro %}{{ own() }}"
    assert said(LayoutEnvironment, layout.replace("piece", "macros")) == "<>"


def test_an_iterator_that_ends_in_a_layout_is_not_the_end_of_the_layout() -> None:
    assert said(LayoutEnvironment, "a{{ ([] | map('upper')).send(none) }}").startswith("StopIteration")
