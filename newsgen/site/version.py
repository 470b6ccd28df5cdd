"""The version of all that a site's output depends on besides its sources. Reads disk."""

import os
import sys
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path

import newsgen

_PACKAGES = (
    "babel", "jinja2", "markdown", "markupsafe", "msgspec", "nh3", "pillow", "pyromark", "python-frontmatter",
    "python-slugify", "pyyaml", "text-unidecode", "tinycss2", "tree-sitter", "tree-sitter-javascript",
    "tzdata",
)  # fmt: skip
"""What the output may depend on besides our own code."""


@cache
def code_version() -> str:
    """Of newsgen's own code, what it is built on, and Python: another one may make other pages."""
    own = blake2b(digest_size=16)
    for file in sorted(Path(newsgen.__file__).parent.rglob("*.py")):
        own.update(file.read_bytes())
    installed = set()  # name and version, as the folder beside each package has them: looking into these takes long
    for folder in sys.path:
        with suppress(OSError):
            found = (name for name in os.listdir(folder or ".") if name.endswith("-info"))
            installed |= {name for name in found if name.partition("-")[0].lower().replace("_", "-") in _PACKAGES}
    python = f"python-{'.'.join(map(str, sys.version_info))}-{sys.byteorder}"
    return " ".join([own.hexdigest(), python, *sorted(installed)])
