"""Two Rasas on ports, for the whole run: each takes seconds to start."""

from collections.abc import Iterator

import pytest

from tests.deploy.rasas import Rasas


@pytest.fixture(scope="session")
def rasas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rasas]:
    """Where two Rasas come from."""
    made = Rasas(tmp_path_factory.mktemp("rasas"))
    yield made
    made.end()
