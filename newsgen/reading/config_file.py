"""`config.yaml`. Reads disk."""

from pathlib import Path

from msgspec.structs import replace

from newsgen.model.config import Config, SiteInfo, ThemeSettings
from newsgen.model.front_matter import FrontMatter
from newsgen.model.problem import Place, Problem, did_you_mean, errors, warning
from newsgen.reading.decoding import decoded, problem_of, refuse_conflict
from newsgen.reading.holding import NAMES, held
from newsgen.reading.key_mapping import translated, unexpected
from newsgen.reading.schema import typed_fields
from newsgen.reading.strict_yaml import parse, typed
from newsgen.reading.tree import Mapping, Tree, find, find_key, tree_at
from newsgen.reading.validate_config import odd_values

MAX_BYTES = 1_000_000
_STANDING_IN = SiteInfo(title="-", url="https://site.example")
"""For a site that is wrong itself, so that all else is looked at too."""


def read_config(file: Path, name: str = "config.yaml") -> tuple[Config | None, list[Problem]]:
    """The config, or None with every reason why not. name: how problems call the file."""
    tree, problems = read_yaml(file, name)
    if tree is None:
        return None, problems or [_no_site(Place(name))]
    problems += [_unknown_key(key, tree, name) for key in tree.entries if key not in Config.__struct_fields__]
    values, wrong = typed_fields(tree, Config, name)
    problems += wrong
    if "site" not in values and not wrong:
        problems.append(_no_site(Place(name, *find(tree, ["site"]))))
    if "theme" in values:
        values["theme"] = typed(tree.entries["theme"].value)
        problems += _theme_problems(tree.entries["theme"].value, name)
    config = Config(**{"site": _STANDING_IN} | values)
    for code, path, what, fix in odd_values(config):
        problems.append(Problem(code, Place(name, *find(tree, path)), what, fix))
    for number, _ in enumerate(config.defaults):
        problems += _default_problems(tree, number, name, config)
    return None if errors(problems) else config, problems


def _theme_problems(theme: Tree, name: str) -> list[Problem]:
    """Problems of the values that the bundled theme wants in a form of its own."""
    if not isinstance(theme, Mapping):
        return []
    _, wrong = typed_fields(theme, ThemeSettings, name)
    return [replace(problem, what=problem.what.replace("'", "'theme.", 1)) for problem in wrong]


def _default_problems(tree: Mapping, number: int, name: str, config: Config) -> list[Problem]:
    """Front matter that the config gives a folder is checked where it is written, not in every article."""
    values = tree_at(tree, ["defaults", number, "values"])
    if not isinstance(values, Mapping):
        return []
    own = config.front_matter.extra
    words = translated(values, own)
    fields = {key: entry for key, entry in words.entries.items() if key not in NAMES}
    _, wrong = typed_fields(Mapping(fields, values.line, values.column), FrontMatter, name)
    unknown = [
        warning(
            "unknown-key",
            Place(name, entry.line, entry.column),
            f"'defaults.values' has the unknown key '{key}'",
            did_you_mean(key, FrontMatter.__struct_fields__, "no article gets it"),
        )
        for key, entry in unexpected(words.unknown, own).items()
    ]
    return [*held(words.entries, words.earlier, name, config.site.zone).problems, *wrong, *unknown]


def place_in_config(file: Path, steps: list[str | int], name: str = "config.yaml") -> Place:
    """Tell where a key is; the file's start where it can't be read any more."""
    tree, _ = read_yaml(file, name)
    return Place(name, *find_key(tree, steps)) if tree else Place(name)


def _no_site(place: Place) -> Problem:
    return Problem("missing-key", place, "the key 'site' is missing", "add `site:` with `title` and `url`")


def read_yaml(file: Path, name: str) -> tuple[Mapping | None, list[Problem]]:
    """The keys of a YAML file, or None where it can't be read. name: how problems call the file."""
    if file.exists() and not file.is_file():
        return None, [Problem("unreadable", Place(name), "this is not a file", "put a file there")]
    try:
        text, problems = decoded(file.read_bytes(), name, MAX_BYTES)
        refuse_conflict(text)
        tree, slips = parse(text)
    except Exception as error:
        return None, [problem_of(error, name)]
    problems += [slip.problem(name, "warning") for slip in slips]
    if tree is not None and not isinstance(tree, Mapping):
        return None, [Problem("wrong-value", Place(name), "the file is not a list of keys", "write `key: value`")]
    return tree, problems


def _unknown_key(key: str, tree: Mapping, name: str) -> Problem:
    known = Config.__struct_fields__
    return Problem(
        "unknown-key",
        Place(name, *find_key(tree, [key])),
        f"unknown key '{key}'",
        did_you_mean(key, known, f"known are {', '.join(known)}"),
    )
