"""Time in which the machine was too busy for a process is not that process's."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from grader.bridge.patience import Patience
from tests.fakes.load import one_core_shared_by

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="others do not tell who waited")


@pytest.fixture(params=["while 1: 0", "import time; time.sleep(60)"], ids=["computes", "sleeps"])
def process(request: pytest.FixtureRequest) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-S", "-c", request.param]
    with subprocess.Popen(command, start_new_session=True) as running:
        yield running
        running.kill()


def test_on_a_busy_machine_the_clock_stands_still_for_those_who_compute(
    process: subprocess.Popen[bytes], request: pytest.FixtureRequest
) -> None:
    with one_core_shared_by(8):
        begun = time.monotonic()
        patience = Patience(100.0, lambda: [process.pid])
        before = patience.used()
        time.sleep(3.0)
        used, elapsed = patience.used() - before, time.monotonic() - begun
    if "computes" in request.node.name:
        assert used < 0.5 * elapsed
    else:
        assert used > 0.9 * elapsed
    patience.shorten(0.5)
    assert patience.left() <= 0.5


def test_a_process_that_is_gone_uses_the_clock() -> None:
    patience = Patience(0.2, lambda: [2**22 + 1])
    time.sleep(0.3)
    assert patience.left() <= 0
