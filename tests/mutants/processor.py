"""A plugin of the processes in which the tests are measured: a phase of a test lasts as long as the processor was at
work for it, so that what else the machine does counts for nothing."""

import os
from collections.abc import Generator

import pytest

_worked = [0.0]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    now = sum(os.times()[:4])  # with what its children took
    report.duration, _worked[0] = now - _worked[0], now
    return report


def pytest_sessionstart() -> None:
    _worked[0] = sum(os.times()[:4])
