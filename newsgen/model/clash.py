"""Two that want one url, id or alias. Pure."""

from typing import Literal

from msgspec import Struct


class Claim(Struct, frozen=True):
    """path: of a file as problems call it, "" for what the site makes itself. key: of the file, "" for none."""

    path: str = ""
    key: Literal["slug", "id", "aliases", "gone", ""] = ""


class Clash(Struct, frozen=True):
    """value: what both want. later: who goes without it, or a file where the site itself does; first: who has it."""

    value: str
    later: Claim
    first: Claim
