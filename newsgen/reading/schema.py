"""Typing trees by a schema: every wrong value is reported with its place, the rest still counts. Pure."""

import re
from collections.abc import Collection, Iterator
from functools import cache
from typing import Any, get_type_hints

import msgspec
from msgspec import Struct, inspect
from msgspec.structs import replace

from newsgen.model.problem import TODAY, Place, Problem, did_you_mean
from newsgen.reading.tree import Mapping, Scalar, Tree, as_text, find, find_key, is_blank, tree_at

_WORDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "a group of keys",
    "null": "nothing",
}
_PATH = re.compile(r" - at `\$(.*?)`$")
_MISSING = re.compile(r"missing required field `(.+?)`")
_UNKNOWN = re.compile(r"unknown field `(.+)`|Invalid enum value '(.*)' - at `key`")
_CHOSEN = re.compile(r"Invalid enum value '(.*)'", re.DOTALL)
_HOST = re.compile(r"(?:\w+:/{1,3})?((?:[\w-]+\.)+[a-z]{2,}(?:[/?#:][^\s<>\"'\\]*)?)", re.IGNORECASE)
_EXAMPLE = re.compile(r"\b2022-03-\d\d\b")
"""A day in what the schema says."""
MAX_WRONG = 20
"""Things that are told of one value."""
Steps = list[str | int]
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")


def typed_fields(
    matter: Mapping, kind: type[Struct], path: str, foreign: Collection[str] = ()
) -> tuple[dict[str, Any], list[Problem]]:
    """The fields of `kind` that `matter` gives rightly, and a problem for each that it doesn't.

    Keys that `kind` does not know and values that are null or blank are passed over. foreign: keys that have values of
    their own elsewhere, of which a warning tells.
    """
    given = {name: matter.entries[name].value for name in field_types(kind) if name in matter.entries}
    written = {name: as_text(value) for name, value in given.items() if not is_blank(value)}
    try:
        whole = msgspec.convert(written, kind, strict=False)
        return {name: getattr(whole, name) for name in written}, []
    except msgspec.ValidationError:
        values: dict[str, Any] = {}
        problems: list[Problem] = []
    for name, text in written.items():
        try:
            values[name] = msgspec.convert(text, field_types(kind)[name], strict=False)
        except msgspec.ValidationError:
            own = Place(path, given[name].line, given[name].column)
            for problem in _wrong_values(kind, name, given[name], text, path):
                is_foreign = name in foreign and problem.place == own
                problems.append(replace(problem, severity="warning") if is_foreign else problem)
    return values, problems


@cache
def field_types(kind: type[Struct]) -> dict[str, Any]:
    """The types of a Struct's fields, with what they say besides."""
    hints = get_type_hints(kind, include_extras=True)
    return {name: hints[name] for name in kind.__struct_fields__}


def _wrong_values(kind: type[Struct], name: str, tree: Tree, text: Any, path: str) -> Iterator[Problem]:
    """All that is wrong with a value, which is `text`: the converter tells of the first, so each key that is wrong is
    left out in turn."""
    left_out: list[Steps] = []
    while text is not None and len(left_out) < MAX_WRONG and (message := _complaint(text, field_types(kind)[name])):
        what, steps = _PATH.sub("", message), _steps(message)
        missing = _MISSING.search(what)
        if missing and any(wrong[:-1] == steps for wrong in left_out):  # what was left out was meant to be it
            return
        yield _wrong_value(kind, name, tree, what, steps, path)
        key = missing or _UNKNOWN.search(what)
        left_out.append([*steps, next(filter(None, key.groups()), "")] if key else steps)
        text = _without(text, left_out[-1])


def _complaint(text: Any, of: Any) -> str:
    """What the converter finds wrong first; "" where nothing is."""
    try:
        msgspec.convert(text, of, strict=False)
    except msgspec.ValidationError as error:
        return str(error)
    return ""


def _steps(message: str) -> Steps:
    """The keys and indices that lead to what a message is about."""
    where = _PATH.search(message)
    found = _STEP.findall(where[1]) if where else []
    return [key or (int(index) if index.isdigit() else 0) for key, index in found]


def _without(text: Any, steps: Steps) -> Any:
    """The value without the key to which these lead; None where they lead to none."""
    if not steps:
        return None
    step, *rest = steps
    try:
        inner = text[step]
    except (KeyError, IndexError, TypeError):
        return None
    if not rest:
        return {key: value for key, value in text.items() if key != step} if isinstance(text, dict) else None
    if (new := _without(inner, rest)) is None:
        return None
    return text | {step: new} if isinstance(text, dict) else [new if each is inner else each for each in text]


def _wrong_value(kind: type[Struct], name: str, tree: Tree, what: str, steps: Steps, path: str) -> Problem:
    label = ".".join([name, *(str(step) for step in steps if isinstance(step, str))])
    expected = _type_at(inspect.type_info(kind), [name, *steps])
    if unknown := _UNKNOWN.search(what):
        key, known = unknown[1] or unknown[2], _keys_of(expected)
        place, fix = Place(path, *find_key(tree, [*steps, key])), f"known are {', '.join(known)}"
        return Problem("unknown-key", place, f"'{label}' has no key '{key}'", did_you_mean(key, known, fix))
    place = Place(path, *find(tree, steps))
    if missing := _MISSING.search(what):
        return Problem("missing-key", place, f"'{label}' lacks the key '{missing[1]}'", f"add `{missing[1]}: ...`")
    fix = _choice(expected, what) or _address(tree_at(tree, steps), expected)
    fix = fix or _EXAMPLE.sub(TODAY, _description(inspect.type_info(kind), [name, *steps]))
    return Problem("wrong-value", place, f"'{label}': {_in_words(what)}", fix)


def _address(value: Tree, expected: inspect.Type) -> str:
    """How an address is written that lacks its beginning: `www.bbc.com`, `https:/bbc.com`."""
    found = _HOST.fullmatch((value.text or "").strip()) if isinstance(value, Scalar) else None
    members = [getattr(member, "type", member) for member in getattr(expected, "types", (expected,))]
    takes_addresses = any("https?" in (getattr(member, "pattern", "") or "") for member in members)
    return f"write https://{found[1]}" if found and takes_addresses else ""


def _keys_of(kind: inspect.Type) -> list[str]:
    if isinstance(kind, inspect.StructType):
        return [field.name for field in kind.fields]
    if isinstance(kind, inspect.DictType):
        return _values(kind.key_type)
    return [key for member in getattr(kind, "types", ()) for key in _keys_of(member)]


def _choice(kind: inspect.Type, what: str) -> str:
    """The value that may be meant among those that can be chosen, or all of them."""
    values, chosen = _values(kind), _CHOSEN.fullmatch(what)
    every = f"one of {', '.join(values)}" if any(values) else ""
    return did_you_mean(chosen[1], filter(None, values), every) if chosen else every


def _values(kind: inspect.Type) -> list[str]:
    if isinstance(kind, inspect.LiteralType):
        return [str(value) for value in kind.values]
    members = getattr(kind, "types", ())
    chosen = [value for member in members for value in _values(member)]
    is_boolean = any(isinstance(member, inspect.BoolType) for member in members)
    return ["true", "false", *chosen] if is_boolean and chosen else chosen


def _type_at(kind: inspect.Type, steps: list[str | int]) -> inspect.Type:
    """The type that the schema has at `steps`; of a union's members the first that leads on."""
    kind = kind.type if isinstance(kind, inspect.Metadata) else kind
    if isinstance(kind, inspect.UnionType):
        groups = (inspect.StructType, inspect.VarTupleType, inspect.DictType)
        return next((_type_at(member, steps) for member in kind.types if steps and isinstance(member, groups)), kind)
    if not steps:
        return kind
    step, *rest = steps
    if isinstance(kind, inspect.StructType):
        field = next((field for field in kind.fields if field.encode_name == step), None)
        return _type_at(field.type, rest) if field else kind
    if isinstance(kind, inspect.DictType):
        return _type_at(kind.value_type, rest)
    item = getattr(kind, "item_type", None)
    return _type_at(item, rest) if item is not None else kind


def _description(kind: inspect.Type, steps: list[str | int]) -> str:
    """What the schema says of the value at `steps`, as a hint for who got it wrong."""
    if isinstance(kind, inspect.Metadata):
        own = str((kind.extra_json_schema or {}).get("description", ""))
        return (_description(kind.type, steps) if steps else "") or own
    if isinstance(kind, inspect.UnionType):
        return next(filter(None, (_description(member, steps) for member in kind.types)), "")
    if steps and isinstance(kind, inspect.StructType):
        field = next((field for field in kind.fields if field.encode_name == steps[0]), None)
        return _description(field.type, steps[1:]) if field else ""
    return ""


def _in_words(message: str) -> str:
    if chosen := _CHOSEN.fullmatch(message):
        return f"it can't be '{chosen[1]}'"
    if "matching regex" in message:
        return "this text has a form that is not taken"
    if message == "Expected `str` of length >= 1":
        return "it is empty"
    for kinds in re.findall(r"`[^`]*`", message):
        message = message.replace(kinds, " or ".join(_WORDS.get(k.strip(), k.strip()) for k in kinds[1:-1].split("|")))
    words = {"Expected": "expected", " <= ": " of at most ", " >= ": " of at least ", " > ": " above "}
    for sign, word in words.items():
        message = message.replace(sign, word)
    return message
