"""Shared fixtures. With WINNOW_NOTHING_SKIPPED=1 (as CI sets it) a skipped test is a failure."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import settings

os.environ["WINNOW_STATE"] = tempfile.mkdtemp(
    prefix="winnow-state-"
)  # heads seen by tests are nobody's
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")  # a busy machine makes no test fail

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The shared corpora beside the checkout: third-party data that is never committed."""
    folder = ROOT.parent / "shared" / "corpora"
    if not folder.is_dir():
        pytest.skip("../shared/corpora is not here: checks on real exports and reviews are skipped")
    return folder


@pytest.fixture(scope="session")
def flagship() -> Path:
    """The shipped protocol of the flagship review."""
    return ROOT / "protocols" / "melatonin-kratom-opioid-withdrawal.yaml"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if (
        report.skipped
        and os.environ.get("WINNOW_NOTHING_SKIPPED")
        and not hasattr(report, "wasxfail")
    ):
        report.outcome = "failed"
        report.longrepr = f"skipped, but nothing may be skipped here: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def postgresql() -> Generator[str]:
    """The address of a PostgreSQL server of our own."""
    from tests.postgres import server

    yield from server()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """'' for the default store, else the address of a PostgreSQL: the journey is made on both."""
    return "" if request.param == "sqlite" else str(request.getfixturevalue("postgresql"))
