"""Whatever happens in a newsroom, an incremental build leaves what a clean build leaves: the second half."""

import pytest

from tests.histories import as_if_large, check_histories


@pytest.mark.parametrize("seed", [4, 5])
def test_incremental_builds_equal_clean_builds(seed: int) -> None:
    assert check_histories(32, 12, seed)["histories"] >= 32


def test_so_do_those_that_go_about_it_as_if_the_site_were_large() -> None:
    with as_if_large():
        assert check_histories(50, 12, 6)["histories"] >= 50
