"""Naming a picture's licence. Pure."""

import re

_CREATIVE_COMMONS = re.compile(r"CC[ -](BY(?:-NC)?(?:-ND|-SA)?) (\d\.\d)", re.IGNORECASE)
_CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"


def license_url(licence: str) -> str:
    """The page of a licence: its own url, or that of a Creative Commons licence by name (`CC BY-SA 4.0`, `CC0`).

    "" for anything else.
    """
    if match := _CREATIVE_COMMONS.fullmatch(licence.strip()):
        return f"https://creativecommons.org/licenses/{match[1].lower()}/{match[2]}/"
    if licence.strip().upper() in ("CC0", "CC0 1.0"):
        return _CC0
    return licence.strip() if licence.strip().startswith(("https://", "http://", "/")) else ""
