"""What tests share: sites, the corpora and fixtures that are kept beside the checkout."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from tests.sites import CONFIG, Site

settings.register_profile("deterministic", derandomize=True, deadline=None)
settings.load_profile("deterministic")

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """An empty site; write articles into it."""
    return Site(tmp_path)


@pytest.fixture
def a_site(tmp_path: Path) -> Callable[..., Site]:
    """Makes a site of files in a string: `-- content/flood.md --` and the file's text below it."""

    def make(files: str, config: str = CONFIG) -> Site:
        return Site(tmp_path, files, config)

    return make


def shared(path: str) -> Path:
    """A file or folder of the real corpora and fixtures; without them the tests fail, for they prove nothing else."""
    found = SHARED / path
    if not found.exists():
        pytest.fail(f"the test data is missing: {found}; it is kept in a folder `shared` beside the checkout")
    return found
