"""The documentation: nothing is missing in it, its examples work, its links lead somewhere."""

import re
import shlex
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
import pytest
import yaml
from click.testing import CliRunner
from jinja2 import Environment
from msgspec import Struct, inspect
from PIL import Image

from newsgen.cli.build_command import report_rows
from newsgen.cli.init_command import SCHEMA_KINDS
from newsgen.cli.main import main
from newsgen.engine.tracing import Tracer
from newsgen.model.article import Author, Card, Correction, FrontMatter, Group, Photo
from newsgen.model.config import CommentFields, Config, Publisher, ThemeSettings
from newsgen.pages.asking import Digests
from newsgen.pages.filters import SHARE_ADDRESSES, filters
from newsgen.pages.layouts import environment
from newsgen.pages.renderer import RenderContext, Renderer
from newsgen.pages.views import ArticleView, Beside, CommentForm, Link, Month, PageView, PlainView, SiteView
from newsgen.reading.authors import AuthorMatter, read_authors
from newsgen.reading.config_file import read_config
from newsgen.reading.dates import instant
from newsgen.reading.key_mapping import CONTAINERS, OTHERS, PATH_KEYS, PHOTO_PARTS
from newsgen.reading.media_files import OTHER_MEDIA, PICTURES, MediaFiles
from newsgen.reading.sanitize import EMBEDS
from newsgen.reading.scan import scan
from newsgen.site import Report
from tests import reads
from tests.catalogs import catalog
from tests.documents import DOCUMENTS, ROOT, Example, anchors, code, examples, links, rows, section, text
from tests.sites import Site

COMMANDS, CONFIG, FRONT_MATTER = "docs/commands.md", "docs/config.md", "docs/front-matter.md"
LAYOUTS, THEME, DESIGN = "docs/layouts.md", "docs/theme.md", "docs/design.md"
SITE = "site: {title: The Gazette, url: https://gazette.example}\n"


def names(markdown: str, column: int = 0) -> set[str]:
    """The code in one column of all tables."""
    return {span for row in rows(markdown) for span in code(row[column])}


# Commands


@pytest.mark.parametrize("name", main.commands)
def test_every_option_of_a_command_is_documented_and_no_other(name: str) -> None:
    options = [param for param in main.commands[name].params if isinstance(param, click.Option)]
    documented = {span for span in names(section(COMMANDS, f"`newsgen {name}`")) if span.startswith("-")}
    assert documented == {flag for option in options for flag in option.opts}


@pytest.mark.parametrize("name", main.commands)
def test_every_argument_of_a_command_is_documented(name: str) -> None:
    described = section(COMMANDS, f"`newsgen {name}`")
    arguments = [param for param in main.commands[name].params if isinstance(param, click.Argument)]
    for argument in arguments:
        if isinstance(argument.type, click.Choice):
            assert set(argument.type.choices) <= code(described)
    shown = [argument.metavar or argument.human_readable_name for argument in arguments]
    assert " ".join(["newsgen", name, *shown]) in code(described)


def test_no_command_is_documented_that_is_not_there() -> None:
    assert set(re.findall(r"^## `newsgen ([\w-]+)`$", text(COMMANDS), re.MULTILINE)) == set(main.commands)


def test_every_environment_variable_is_documented() -> None:
    options = [param for command in main.commands.values() for param in command.params]
    variables = {str(option.envvar) for option in options if option.envvar}
    assert variables | {"SOURCE_DATE_EPOCH", "NO_COLOR"} == names(section(COMMANDS, "Environment variables"))


def test_every_key_of_the_report_is_documented() -> None:
    assert set(report_rows(Report(built=False, problems=()))) == names(section(COMMANDS, "The report"))


def commands_in(example: Example) -> Iterator[list[str]]:
    for line in example.code.splitlines():
        for part in re.split(r" && | \| | > ", line.removeprefix("$ ")):
            words = shlex.split(part, comments=True)
            if words[:1] == ["newsgen"]:
                yield words[1:]


@pytest.mark.parametrize("example", examples("console", "sh"), ids=str)
def test_every_command_in_an_example_is_one_that_newsgen_takes(example: Example) -> None:
    for name, *rest in commands_in(example):
        command = main.commands[name]
        command.make_parser(click.Context(command, **command.context_settings)).parse_args(rest)


@pytest.mark.parametrize("kind", SCHEMA_KINDS)
def test_the_schemas_are_those_that_the_command_prints(kind: str) -> None:
    assert text(f"docs/schemas/{kind}.json") == CliRunner().invoke(main, ["schema", kind]).output


# Config


def keys(kind: type[Struct], of_list: str = "[]") -> dict[str, str]:
    """Every key below a schema, dotted, with its default as YAML; `needed` if it has none."""
    return dict(_keys(inspect.type_info(kind), "", of_list))


def _keys(kind: inspect.Type, path: str, of_list: str) -> Iterator[tuple[str, str]]:
    match kind:
        case inspect.Metadata():
            yield from _keys(kind.type, path, of_list)
        case inspect.UnionType():
            for member in kind.types:
                yield from _keys(member, path, of_list)
        case inspect.VarTupleType():
            yield from _keys(kind.item_type, path + of_list, of_list)
        case inspect.DictType():
            yield from _keys(kind.value_type, f"{path}.NAME", of_list)
        case inspect.StructType():
            for field in kind.fields:
                inner = f"{path}.{field.encode_name}".removeprefix(".")
                if not isinstance(field.type, inspect.StructType):
                    yield inner, _default(field)
                yield from _keys(field.type, inner, of_list)


def _default(field: inspect.Field) -> str:
    if field.required:
        return "needed"
    default = field.default_factory() if callable(field.default_factory) else field.default
    match default:
        case bool():
            return f"`{str(default).lower()}`"
        case "":
            return '`""`'
        case tuple():
            return f"`[{', '.join(map(str, default))}]`"
        case _:
            return f"`{default}`"


def test_every_key_of_the_config_is_documented_with_its_default() -> None:
    documented = {name: row[1] for row in rows(text(CONFIG)) for name in code(row[0])}
    assert documented == keys(Config)


def named(file: str) -> list[Example]:
    return [example for example in examples("yaml") if example.file == file]


@pytest.mark.parametrize("example", named("config.yaml"), ids=str)
def test_every_example_of_a_config_is_read_without_problems(example: Example, tmp_path: Path) -> None:
    whole = "" if re.search(r"^site:", example.code, re.MULTILINE) else SITE
    file = tmp_path / "config.yaml"
    file.write_text(whole + example.code, encoding="utf-8")
    config, problems = read_config(file)
    assert [str(problem) for problem in problems] == []
    assert config


# Front matter


def test_every_key_of_front_matter_is_documented_and_no_other() -> None:
    assert names(section(FRONT_MATTER, "Keys")) == set(keys(FrontMatter, of_list=""))


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder with the photos that the examples show."""
    (tmp_path / "photos").mkdir()
    for name in ("flood", "bridge", "maria"):
        Image.new("RGB", (2, 2)).save(tmp_path / "photos" / f"{name}.jpg")
    return tmp_path


@pytest.mark.parametrize("example", [row[3] for row in rows(section(FRONT_MATTER, "Keys")) if len(row) > 3])
def test_every_example_of_a_key_is_read_without_problems(example: str, content: Path) -> None:
    matter = example.strip("`")
    found = reads.read(content, with_title_and_date(f"---\n{matter}\n---\nText.\n"))
    assert [str(problem) for problem in found.problems] == []


def test_every_name_of_other_generators_is_documented() -> None:
    table: dict[str, str] = defaultdict(str)
    for row in rows(section(FRONT_MATTER, "From other generators")):
        for name in code(row[0]):
            table[name] += row[1]
    for ours, others in OTHERS.items():
        described = table[ours] + (table["photo.src"] if ours == "photo" else "")
        assert set(others) <= code(described), ours
    for part, others in PHOTO_PARTS.items():
        assert set(others) <= code(table[f"photo.{part}"])
    assert set(PATH_KEYS) <= code(table["photo.src"])
    rest = {"categories", "taxonomies", "cover.image", "permalink: false", *CONTAINERS}
    assert rest <= names(section(FRONT_MATTER, "From other generators"), 1) | {"extra"}


def test_every_key_of_an_author_is_documented() -> None:
    assert names(section(FRONT_MATTER, "Authors")) == set(AuthorMatter.__struct_fields__)


def test_every_kind_of_file_and_embed_that_is_taken_is_documented() -> None:
    assert {*PICTURES, *OTHER_MEDIA, *EMBEDS} <= code(text(FRONT_MATTER))


def test_every_form_of_a_date_in_the_docs_is_understood() -> None:
    for form in names(section(FRONT_MATTER, "Dates")):
        assert instant(form, ZoneInfo("UTC")).year == 2022


def with_title_and_date(matter: str) -> str:
    lines = [line for line in ("title: Flood", "date: 2022-03-07") if f"\n{line.split(':')[0]}:" not in matter]
    return "\n".join(["---", *lines, matter.removeprefix("---\n")])


def matters() -> list[Example]:
    return examples("markdown") + [
        example for example in examples("yaml") if not example.file and "$schema" not in example.code
    ]


@pytest.mark.parametrize("example", matters(), ids=str)
def test_every_example_of_an_article_is_read_without_problems(example: Example, content: Path) -> None:
    is_whole = example.language == "markdown"
    written = example.code if is_whole else with_title_and_date(f"---\n{example.code}---\nText.\n")
    source = "news/flood.md" if "date" in written.lower() else "pages/about.md"
    assert [str(problem) for problem in reads.read(content, written, source).problems] == []


@pytest.mark.parametrize("example", named("content/authors.yaml"), ids=str)
def test_every_example_of_authors_is_read_without_problems(example: Example, content: Path) -> None:
    file = content / "authors.yaml"
    file.write_text(example.code, encoding="utf-8")
    media_files = MediaFiles(scan(content, (), "content").files, {})
    authors, problems = read_authors(file, "content/authors.yaml", media_files)
    assert authors.by_name_key
    assert problems == []


@pytest.mark.parametrize("example", examples("yaml", "toml"), ids=str)
def test_every_other_example_of_yaml_and_toml_is_well_formed(example: Example) -> None:
    assert yaml.safe_load(example.code) if example.language == "yaml" else tomllib.loads(example.code)


# Layouts

VIEWS: dict[str, type[Struct]] = {
    "page": PageView,
    "site": SiteView,
    "site.publisher": Publisher,
    "card": Card,
    "article": ArticleView,
    "photo": Photo,
    "author": Author,
    "group": Group,
    "link": Link,
    "correction": Correction,
    "beside": Beside,
    "comment_form": CommentForm,
    "comment_form.fields": CommentFields,
    "plain": PlainView,
    "month": Month,
}
ASKED_FOR = {"card": {"tags", "extra"}}
"""Fields that are looked for when a layout wants them."""
WHOLE = {"site.publisher", "comment_form.fields"}
"""Fields that are documented by what is in them."""


@pytest.mark.parametrize("view", VIEWS)
def test_every_field_of_a_view_is_documented(view: str) -> None:
    own = set(VIEWS[view].__struct_fields__) - (set(Card.__struct_fields__) if view == "article" else set())
    own |= ASKED_FOR.get(view, set())
    assert {f"{view}.{field}" for field in own} - WHOLE <= code(text(LAYOUTS))


def test_no_field_is_documented_that_is_not_there() -> None:
    dotted = {span.rpartition(".")[::2] for span in code(text(LAYOUTS)) if not span.endswith(".html")}
    assert [
        f"{view}.{field}"
        for view, field in dotted
        if view in VIEWS and field not in {*VIEWS[view].__struct_fields__, *ASKED_FOR.get(view, ())}
    ] == []


@pytest.fixture
def renderer() -> Renderer:
    empty = catalog([])
    context = RenderContext(reads.config(), empty.moment)
    return Renderer(context, empty, environment([ROOT / "layouts"]), Tracer(Digests()))


def test_every_common_variable_and_function_is_documented(renderer: Renderer) -> None:
    given = set(renderer.layouts.globals) - set(Environment(autoescape=True).globals)
    documented = names(section(LAYOUTS, "Variables of every page")) | names(section(LAYOUTS, "Functions"))
    assert given <= {span.partition("(")[0] for span in documented}


def test_every_function_has_an_example(renderer: Renderer) -> None:
    table = {span.partition("(")[0]: row[2] for row in rows(section(LAYOUTS, "Functions")) for span in code(row[0])}
    assert {name for name in renderer.layouts.globals if name in table} == set(table)
    assert all(f"{name}(" in example for name, example in table.items())


def test_every_filter_is_documented() -> None:
    documented = {span.partition("(")[0] for span in names(section(LAYOUTS, "Filters"))}
    assert set(filters(reads.config())) <= documented
    assert set(SHARE_ADDRESSES) <= code(section(LAYOUTS, "Filters"))


def bundled(pattern: str) -> list[Path]:
    return sorted((ROOT / "layouts").glob(pattern))


def test_every_layout_and_block_is_documented() -> None:
    documented = code(text(LAYOUTS))
    for layout in bundled("*.*"):
        assert {layout.name, *re.findall(r"{% block (\w+)", layout.read_text(encoding="utf-8"))} <= documented


def test_every_fragment_is_documented() -> None:
    assert {file.stem for file in bundled("fragments/*")} == names(section(LAYOUTS, "Fragments"))


@pytest.mark.parametrize("file", bundled("macros/*"), ids=lambda file: file.name)
def test_every_macro_is_documented_with_its_arguments(file: Path) -> None:
    macros = re.findall(r"{%-? macro (\w+)\((.*?)\)", file.read_text(encoding="utf-8"))
    table = {span: code(row[1]) for row in rows(section(LAYOUTS, "Macros")) for span in code(row[0])}
    expected = {f"{name}({re.sub(r'=[^,]*', '', arguments)})" for name, arguments in macros}
    assert table[f"macros/{file.name}"] == expected


def test_every_setting_of_the_theme_is_documented() -> None:
    layouts = "".join(file.read_text(encoding="utf-8") for file in bundled("**/*.html"))
    settings = set(re.findall(r'theme\.get\("(\w+)"', layouts))
    assert settings <= {*ThemeSettings.__struct_fields__}
    assert {f"theme.{name}" for name in ThemeSettings.__struct_fields__} == names(section(THEME, "Settings"))


CUT = "\n=====\n"


def test_every_filter_gives_what_the_docs_say(tmp_path: Path) -> None:
    gazette = Site(tmp_path, config=SITE.replace("}", ", language: en-GB, timezone: Europe/Athens}"))
    gazette.article(title="Flood in Volos", layout="examples")
    table: list[Any] = [row for row in rows(section(LAYOUTS, "Filters")) if len(row) == 3]
    gazette.write("layouts/examples.html", CUT.join(["", *(row[1].strip("`") for row in table)]))
    gazette.built()
    given = [unescape(part.strip()) for part in gazette.page("/2022/03/flood/").split(CUT.strip())[1:]]
    assert given == [row[2].strip("`") for row in table]


# All documents


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    for link in links(document):
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.is_relative_to(ROOT), link
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_every_schema_that_a_file_names_is_there() -> None:
    named = re.search(r"\$schema=(\S+)", text("config.yaml"))
    assert named
    assert (ROOT / named[1]).is_file()


def test_the_reason_for_every_library_is_documented() -> None:
    wanted = tomllib.loads(text("pyproject.toml"))["project"]["dependencies"]
    libraries = {re.split(r"[><=; ]", requirement)[0] for requirement in wanted}
    assert libraries == {row[0] for row in rows(section(DESIGN, "Libraries"))}


def test_every_picture_of_the_docs_is_shown_and_small() -> None:
    linked = {(document.parent / link).resolve() for document in DOCUMENTS for link in links(document)}
    pictures = set((ROOT / "docs").glob("*.png"))
    assert pictures == {file for file in linked if file.suffix == ".png"}
    assert [file.name for file in pictures if file.stat().st_size > 250_000] == []


def test_every_skin_has_its_picture() -> None:
    skins = section(THEME, "Three skins")
    names = re.findall(r"^An? \*\*(\w+)\*\*:", skins, re.MULTILINE)
    assert len(names) == 3
    assert re.findall(r"\(skin-(\w+)\.png\)$", skins, re.MULTILINE) == names
