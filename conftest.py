"""One throwaway place for all tests, which run on it as the role of the running process."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test.utils import setup_test_environment

from moothall.site import bring_up

os.environ["MOOTHALL_CATALOGUE"] = str(Path(__file__).parent / "catalogue")
bring_up.prepare_for_tests()
setup_test_environment()


LEFT_OUT = [name for name in os.environ.get("MOOTHALL_WITHOUT", "").split(",") if name]


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out the tests of components that are left out, and those that use them."""
    if not LEFT_OUT or collection_path.suffix != ".py":
        return None
    text = collection_path.read_text()
    return any(f"moothall.components.{name}" in text for name in LEFT_OUT) or None


@pytest.fixture(scope="session", autouse=True)
def _the_database_goes_with_the_tests() -> Iterator[None]:
    yield
    from django.db import connections
    from django.db.backends.postgresql.base import DatabaseWrapper

    for connection in connections.all(initialized_only=True):
        connection.close()
        if isinstance(connection, DatabaseWrapper):
            connection.close_pool()
    bring_up.forget_test_database()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data, which ``MOOTHALL_SHARED`` names."""
    if "MOOTHALL_SHARED" not in os.environ:
        pytest.skip("MOOTHALL_SHARED is not set, so there is no real data to read")
    folder = Path(os.environ["MOOTHALL_SHARED"])
    assert (folder / "data").is_dir(), (
        f"MOOTHALL_SHARED names {folder}, which has no data folder"
    )
    return folder
