"""Processes of one submission: their locks are as multiprocessing's, their tensors cross."""

from __future__ import annotations

import _multiprocessing
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from grader.bridge.messages import Raised
from grader.errors import UsageError
from grader.model.exercise import Grants, Limits
from grader.sandbox.capabilities import can_fork
from grader.sandbox.policy import Policy
from grader.sandbox.session import Session
from grader.sandbox.zygote import Zygote
from grader.student.sharing import RECURSIVE_MUTEX, SEMAPHORE, EventLock

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="event counters are Linux's")

MANY = EventLock.SEM_VALUE_MAX

# --- locks -----------------------------------------------------------------------------------


@pytest.fixture(params=["multiprocessing's", "ours"])
def make(request: pytest.FixtureRequest) -> Callable[[int, int, int], Any]:
    """Make a semaphore: kind, value, highest value. Each test holds for both kinds of locks."""
    made = iter(range(1000))

    def one(kind: int, value: int, maximum: int) -> Any:
        if request.param == "ours":
            return EventLock(kind, value, maximum, "", True)
        name = f"/torchgrade-{os.getpid()}-{next(made)}"
        return _multiprocessing.SemLock(kind, value, maximum, name, True)

    return one


Make = Callable[[int, int, int], Any]


def in_fork(run: Callable[[], bool]) -> bool:
    """What a function gives in a forked process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the fork of a process with threads
        pid = os.fork()
    if pid == 0:
        status = 2
        try:
            signal.alarm(30)
            status = 0 if run() else 1
        finally:
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert status in (0, 1), status
    return status == 0


def in_thread(run: Callable[[], object]) -> object:
    found: list[object] = []

    def keep() -> None:
        try:
            found.append(run())
        except Exception as error:  # noqa: BLE001 - it is what is asked for
            found.append(type(error))

    thread = threading.Thread(target=keep)
    thread.start()
    thread.join(30)
    return found[0]


def test_a_lock_is_had_once(make: Make) -> None:
    lock = make(SEMAPHORE, 1, 1)
    assert not lock._is_zero()
    assert lock.acquire()
    assert lock._is_mine()
    assert lock._is_zero()
    assert lock._count() == 1
    assert not lock.acquire(False)
    assert not lock.acquire(True, 0.05)
    assert not lock.acquire(timeout=0)
    assert not lock.acquire(timeout=-1)
    lock.release()
    assert not lock._is_mine()
    assert lock.acquire(timeout=0)
    lock.release()
    with pytest.raises(ValueError, match="released too many times"):
        lock.release()


def test_a_lock_may_be_given_by_another_thread(make: Make) -> None:
    lock = make(SEMAPHORE, 1, 1)
    lock.acquire()
    assert in_thread(lambda: lock.acquire(timeout=0.05)) is False
    assert in_thread(lock._is_mine) is False
    assert in_thread(lock.release) is None
    assert lock.acquire(False)


def test_a_recursive_lock_is_had_often_by_one_thread(make: Make) -> None:
    lock = make(RECURSIVE_MUTEX, 1, 1)
    with pytest.raises(AssertionError, match="not owned"):
        lock.release()
    for depth in (1, 2, 3):
        assert lock.acquire(False)
        assert lock._count() == depth
    assert in_thread(lambda: lock.acquire(False)) is False
    assert in_thread(lock.release) is AssertionError
    for depth in (2, 1, 0):
        lock.release()
        assert lock._count() == depth
    assert in_thread(lambda: lock.acquire(False)) is True


def test_a_semaphore_counts(make: Make) -> None:
    semaphore = make(SEMAPHORE, 2, MANY)
    assert semaphore._get_value() == 2
    assert [semaphore.acquire(False) for _ in range(3)] == [True, True, False]
    assert semaphore._get_value() == 0
    for _ in range(5):
        semaphore.release()
    assert semaphore._get_value() == 5
    assert not semaphore._is_zero()


def test_a_bounded_semaphore_is_not_released_beyond_its_bound(make: Make) -> None:
    semaphore = make(SEMAPHORE, 3, 3)
    semaphore.acquire()
    semaphore.release()
    with pytest.raises(ValueError, match="released too many times"):
        semaphore.release()
    assert semaphore._get_value() == 3


def test_it_stands_in_a_with_statement(make: Make) -> None:
    lock = make(SEMAPHORE, 1, 1)
    with lock as had:
        assert had is True
        assert lock._is_zero()
    assert not lock._is_zero()


def test_a_fork_shares_the_counter_and_not_the_possession(make: Make) -> None:
    lock = make(RECURSIVE_MUTEX, 1, 1)
    lock.acquire()

    def child() -> bool:
        lock._after_fork()
        return not lock._is_mine() and not lock.acquire(timeout=0.05)

    assert in_fork(child)
    lock.release()
    assert in_fork(lambda: bool(lock.acquire(timeout=1)))  # and it ends without giving it back
    assert not lock.acquire(False)


def test_a_release_in_another_process_wakes_the_one_that_waits(make: Make) -> None:
    semaphore = make(SEMAPHORE, 0, MANY)
    waits: list[bool] = []
    thread = threading.Thread(target=lambda: waits.append(semaphore.acquire(timeout=30)))
    thread.start()
    assert in_fork(lambda: semaphore.release() is None)
    thread.join(30)
    assert waits == [True]
    assert not semaphore.acquire(False)


def test_of_many_that_wait_each_gets_one(make: Make) -> None:
    semaphore = make(SEMAPHORE, 0, MANY)
    got: list[bool] = []
    threads = [
        threading.Thread(target=lambda: got.append(semaphore.acquire(timeout=30))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for _ in threads:
        semaphore.release()
    for thread in threads:
        thread.join(30)
    assert got == [True] * 8
    assert semaphore._get_value() == 0


def test_ours_have_no_name_and_leave_no_descriptor() -> None:
    lock = EventLock(SEMAPHORE, 1, 1)
    handle = lock.handle
    os.fstat(handle)
    assert lock.name is None
    del lock
    with pytest.raises(OSError, match="descriptor"):
        os.fstat(handle)


# --- a submission's processes ----------------------------------------------------------------


@pytest.fixture(scope="module", params=["full", "restricted"])
def session(request: pytest.FixtureRequest) -> Iterator[Session]:
    """One session at each level, that may start processes."""
    if not can_fork():
        pytest.skip("no fork on this system")
    launcher = Zygote(level=request.param)
    try:
        launcher.wait_ready()
    except UsageError as error:
        launcher.close()
        pytest.skip(str(error))
    grants = Grants(processes=True, scratch=True)
    opened = Session(launcher, Policy(Limits(call_seconds=30.0), grants))
    assert opened.request("load", {"family.py": FAMILY}, cpu_s=60.0) is None
    yield opened
    opened.close()
    launcher.close()


def answer(session: Session, name: str, *arguments: object) -> Any:
    found = session.request("call", None, name, list(arguments), {}, False, what=name)
    assert not isinstance(found, Raised), found
    return found


FAMILY = """
import multiprocessing as mp
import os
import subprocess
import sys

import torch
from torch.utils.data import DataLoader, Dataset


class Squares(Dataset):
    def __len__(self):
        return 10

    def __getitem__(self, n):
        return torch.tensor([n, n * n]), os.getpid()


def load(workers, persistent=False):
    loader = DataLoader(
        Squares(), batch_size=3, num_workers=workers, persistent_workers=persistent
    )
    rounds = [list(loader) for _ in range(2)]
    pids = {int(pid) for batch in rounds[0] for pid in batch[1]}
    here = os.getpid() in pids
    return [[batch[0].tolist() for batch in one] for one in rounds], len(pids), here


def fail_in_a_worker():
    loader = DataLoader([1, "two", None], num_workers=1, batch_size=3)
    try:
        list(loader)
    except Exception as error:
        return type(error).__name__
    return "no error"


def square(x):
    return x * x


def pool():
    with mp.Pool(2) as workers:
        numbers = workers.map(square, range(20))
        tensors = workers.map(square, [torch.arange(3.0) + n for n in range(4)])
    return numbers, [tensor.tolist() for tensor in tensors]


def produce(queue, count):
    for n in range(count):
        queue.put(torch.full((100_000,), float(n)))
    queue.put(None)


def queue(kind):
    channel = torch.multiprocessing.Queue() if kind == "torch" else mp.Queue()
    process = mp.get_context("fork").Process(target=produce, args=(channel, 5))
    process.start()
    sums = []
    while (tensor := channel.get()) is not None:
        sums.append(float(tensor.mean()))
    process.join()
    return sums, process.exitcode


def work(lock, path):
    for _ in range(50):
        with lock:
            with open(path) as file:
                value = int(file.read())
            with open(path, "w") as file:
                file.write(str(value + 1))


def count(kind):
    lock = getattr(mp, kind)()
    with open("count", "w") as file:
        file.write("0")
    processes = [mp.Process(target=work, args=(lock, "count")) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return int(open("count").read()), [process.exitcode for process in processes]


def meet(barrier, event, done):
    barrier.wait(30)
    event.wait(30)
    done.release()


def rendezvous():
    barrier, event, done = mp.Barrier(3), mp.Event(), mp.Semaphore(0)
    processes = [mp.Process(target=meet, args=(barrier, event, done)) for _ in range(2)]
    for process in processes:
        process.start()
    barrier.wait(30)
    early = done.acquire(timeout=0.1)
    event.set()
    both = [done.acquire(timeout=30) for _ in processes]
    for process in processes:
        process.join()
    return early, both, done.acquire(False)


def add(total, array):
    with total.get_lock():
        total.value += 1
    array[total.value - 1] = 5


def values():
    total, array = mp.Value("i", 0), mp.Array("d", 4)
    processes = [mp.Process(target=add, args=(total, array)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return total.value, sum(array) > 0


def program():
    code = "import torch; print(int(torch.arange(4).sum()))"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout
"""

BATCHES = [[[n, n * n] for n in range(first, min(first + 3, 10))] for first in (0, 3, 6, 9)]


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_a_loader_gives_its_batches_in_order(session: Session, workers: int) -> None:
    rounds, processes, here = answer(session, "load", workers)
    assert rounds == [BATCHES, BATCHES]
    assert (processes, here) == (max(1, workers), workers == 0)


def test_a_loaders_workers_may_stay(session: Session) -> None:
    assert answer(session, "load", 2, True) == ([BATCHES, BATCHES], 2, False)


def test_an_error_in_a_loaders_worker_comes_out(session: Session) -> None:
    assert answer(session, "fail_in_a_worker") == "TypeError"


def test_a_pool_computes_numbers_and_tensors(session: Session) -> None:
    numbers, tensors = answer(session, "pool")
    assert numbers == [n * n for n in range(20)]
    assert tensors == [[float((m + n) ** 2) for m in range(3)] for n in range(4)]


@pytest.mark.parametrize("kind", ["torch", "plain"])
def test_tensors_go_through_a_queue(session: Session, kind: str) -> None:
    assert answer(session, "queue", kind) == ([0.0, 1.0, 2.0, 3.0, 4.0], 0)


@pytest.mark.parametrize("kind", ["Lock", "RLock", "Semaphore", "BoundedSemaphore"])
def test_locks_exclude_the_other_processes(session: Session, kind: str) -> None:
    assert answer(session, "count", kind) == (200, [0, 0, 0, 0])


def test_barriers_and_events_hold_processes(session: Session) -> None:
    assert answer(session, "rendezvous") == (False, [True, True], False)


def test_values_are_shared(session: Session) -> None:
    assert answer(session, "values") == (4, True)


def test_a_program_of_pythons_own_finds_torch(session: Session) -> None:
    assert answer(session, "program") == "6\n"
