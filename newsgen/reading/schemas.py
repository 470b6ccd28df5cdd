"""JSON Schemas of what writers and editors type, for their editors. Pure."""

from copy import deepcopy
from typing import Any

import msgspec

from newsgen.model.article import FrontMatter
from newsgen.model.config import Config
from newsgen.reading.authors import AuthorMatter
from newsgen.reading.holding import HOLDING
from newsgen.reading.key_mapping import OTHERS, PHOTO_PARTS

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(kind: str) -> dict[str, Any]:
    """kind: config, article or authors. Source: JSON Schema 2020-12."""
    return {"$schema": DIALECT} | {"config": _config, "article": _article, "authors": _authors}[kind]()


def _config() -> dict[str, Any]:
    schema = msgspec.json.schema(Config)
    schema["$defs"]["RelatedConfig"]["properties"]["newer"]["type"] = ["string", "boolean"]
    return schema | {"title": "newsgen: config.yaml"}


def _article() -> dict[str, Any]:
    """The names of other generators are in it; a key that no one knows is allowed, for layouts may want it."""
    schema = msgspec.json.schema(FrontMatter)
    matter = schema["$defs"]["FrontMatter"]
    properties: dict[str, Any] = matter["properties"]
    for name in ("authors", "tags", "aliases"):
        properties[name] = _or_text(properties[name])
    properties["photo"] = {"anyOf": [*properties["photo"].pop("anyOf"), {"type": "string"}], **properties["photo"]}
    properties["check"]["additionalProperties"] = {
        "enum": ["off", False]
    }  # the same in YAML 1.1, which some editors read
    for ours, others in OTHERS.items():
        for other in others:
            properties[other] = deepcopy(properties[ours]) | {"description": f"the same as `{ours}`"}
    properties |= {other: {"description": "may hold the text back"} for other in HOLDING["draft"]}
    for part, others in PHOTO_PARTS.items():
        for other in others:
            properties[other] = {"type": "string", "description": f"the same as `photo.{part}`"}
    matter["required"] = ["title"]
    return schema | {"title": "newsgen: front matter"}


def _authors() -> dict[str, Any]:
    schema = msgspec.json.schema(AuthorMatter)
    return {
        "title": "newsgen: content/authors.yaml",
        "type": "object",
        "additionalProperties": {"$ref": "#/$defs/AuthorMatter"},
        "$defs": schema["$defs"],
    }


def _or_text(schema: dict[str, Any]) -> dict[str, Any]:
    """A list, or its items in one text with commas between them."""
    described = {key: schema[key] for key in ("description", "default") if key in schema}
    return described | {
        "anyOf": [{key: value for key, value in schema.items() if key not in described}, {"type": "string"}]
    }
