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
    if kind == "article":
        return {"$schema": DIALECT} | _article()
    if kind == "authors":
        return {"$schema": DIALECT, "title": "newsgen: content/authors.yaml"} | msgspec.json.schema(
            dict[str, AuthorMatter]
        )
    schema = msgspec.json.schema(Config)
    schema["$defs"]["RelatedConfig"]["properties"]["newer"]["type"] = ["string", "boolean"]
    return {"$schema": DIALECT} | schema | {"title": "newsgen: config.yaml"}


def _article() -> dict[str, Any]:
    """The names of other generators are in it; a key that no one knows is allowed, for layouts may want it."""
    schema = msgspec.json.schema(FrontMatter)
    matter = schema["$defs"]["FrontMatter"]
    properties: dict[str, Any] = matter["properties"]
    for name in ("authors", "tags", "aliases"):
        described = {key: properties[name].pop(key) for key in ("description", "default") if key in properties[name]}
        properties[name] = described | {"anyOf": [properties[name], {"type": "string"}]}  # with commas between them
    properties["photo"] = {"anyOf": [*properties["photo"].pop("anyOf"), {"type": "string"}], **properties["photo"]}
    # The same in YAML 1.1, which some editors read.
    properties["check"]["additionalProperties"] = {"enum": ["off", False]}
    for ours, others in OTHERS.items():
        for other in others:
            properties[other] = deepcopy(properties[ours]) | {"description": f"the same as `{ours}`"}
    properties |= {other: {"description": "may hold the text back"} for other in HOLDING["draft"]}
    for part, others in PHOTO_PARTS.items():
        for other in others:
            properties[other] = {"type": "string", "description": f"the same as `photo.{part}`"}
    matter["required"] = ["title"]
    return schema | {"title": "newsgen: front matter"}
