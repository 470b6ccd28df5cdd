"""Whatever happens in a newsroom, an incremental build leaves what a clean build leaves: the first half."""

import pytest

from tests.histories import check_histories


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_incremental_builds_equal_clean_builds(seed: int) -> None:
    assert check_histories(32, 12, seed)["histories"] >= 32
