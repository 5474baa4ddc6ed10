"""A clock that stands still, except when a matrix product runs.

So the timing of code can be checked without timing anything: each product takes the time that a
script says, and the right answer follows from the script alone. On a simulated GPU (see `machine`)
products run in the background: the call comes back at once, and the time passes when the program
waits for the device.
"""

from __future__ import annotations

import importlib
import time
import timeit
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Self

import torch
from torch.utils._python_dispatch import TorchDispatchMode

from grader.student.probes.clock_time import CLOCK
from grader.student.probes.placed_tensors import GPU

PRODUCTS = frozenset(
    {"mm", "bmm", "addmm", "baddbmm", "matmul", "linear", "dot", "vdot", "mv", "addmv"}
)
"""Operations that multiply matrices. In inference mode `matmul` and `linear` are not taken apart,
else only the others are seen; what one of them calls is never seen again."""

OTHER_WORK = frozenset({"rand", "randn", "uniform_", "normal_", "clone", "copy_", "_to_copy"})
"""Operations that have no place in the timing of a product. On the CPU they take time, and so do
copies from there to the simulated GPU."""

ZERO = {"perf_counter": 1e3, "monotonic": 5e3, "time": 1.7e9}
"""Where the wall clocks stand at the start: readings of two of them have no difference."""

PROCESSOR = ("process_time", "thread_time")
"""Clocks of another kind. They run twice as fast here, as they do where two cores compute."""


class Event:
    """Stands in for `torch.cuda.Event`: a point in the simulated GPU's queue."""

    def __init__(self, *_: object, **__: object) -> None:
        self._at: float | None = None

    def record(self, *_: object, **__: object) -> None:  # noqa: D102 - torch's
        CLOCK.note()
        self._at = max(CLOCK.now, CLOCK.done)

    def wait(self, *_: object, **__: object) -> None:  # noqa: D102 - torch's
        pass

    def query(self) -> bool:  # noqa: D102 - torch's
        return self._at is None or self._at <= CLOCK.now

    def synchronize(self) -> None:  # noqa: D102 - torch's
        CLOCK.now = max(CLOCK.now, self._at or 0.0)

    def elapsed_time(self, end_event: Event) -> float:  # noqa: D102 - torch's
        if self._at is None or end_event._at is None:
            raise RuntimeError("Both events must be recorded before calculating elapsed time.")
        if not (self.query() and end_event.query()):
            raise RuntimeError("Both events must be completed before calculating elapsed time.")
        return 1e3 * (end_event._at - self._at)


class Stream:
    """Stands in for `torch.cuda.Stream`: there is one queue only."""

    def __init__(self, *_: object, **__: object) -> None:
        self.device = GPU.device

    def synchronize(self) -> None:  # noqa: D102 - torch's
        CLOCK.wait()

    def record_event(self, event: Event | None = None) -> Event:  # noqa: D102 - torch's
        event = event or Event()
        event.record()
        return event

    def wait_event(self, event: Event) -> None:  # noqa: D102 - torch's
        pass

    def wait_stream(self, stream: object) -> None:  # noqa: D102 - torch's
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def install() -> None:
    """Replace every clock of Python's, and the simulated GPU's events and streams.

    To be called after `machine.simulate` and before the student's code is loaded, which may bind
    them.
    """
    module: Any = time
    for name, zero in ZERO.items():
        _replace(name, partial(CLOCK.read, zero))
    for name in PROCESSOR:
        _replace(name, CLOCK.read_processor)
    module.sleep = _sleep
    if hasattr(time, "clock_gettime"):
        processor = {time.CLOCK_PROCESS_CPUTIME_ID, time.CLOCK_THREAD_CPUTIME_ID}

        def clock_gettime(clock: int) -> float:
            return CLOCK.read_processor() if clock in processor else CLOCK.read()

        module.clock_gettime = clock_gettime
        module.clock_gettime_ns = lambda clock: round(clock_gettime(clock) * 1e9)
    # It binds its clock as default arguments when it is imported.
    importlib.reload(timeit)
    if GPU.device is not None:
        GPU.wait, GPU.receive = CLOCK.wait, CLOCK.work
        _background()


def _replace(name: str, read: Callable[[], float]) -> None:
    setattr(time, name, read)
    setattr(time, f"{name}_ns", lambda: round(read() * 1e9))


def _sleep(seconds: float) -> None:
    CLOCK.now += max(0.0, seconds)


def _background() -> None:
    """Events and streams of the simulated GPU."""
    generic: Any = torch
    generic.Event, generic.Stream = Event, Stream
    if GPU.device and GPU.device.type == "cuda":
        cuda: Any = torch.cuda
        cuda.Event, cuda.Stream = Event, Stream
        cuda.stream = lambda stream: stream
        cuda.current_stream = cuda.default_stream = Stream
    else:
        mps: Any = torch.mps.event
        mps.Event = Event
    if hasattr(torch, "accelerator"):
        accelerator: Any = torch.accelerator
        accelerator.current_stream = Stream


def run(
    function: Callable[..., object],
    arguments: Sequence[Any],
    durations: Sequence[float] = (),
    rates: Mapping[str, float] | None = None,
    cold: float = 0.0,
    device: str = "cpu",
) -> dict[str, object]:
    """Call `function` on this clock.

    Args:
        function: the student's.
        arguments: what it is called with; tensors among them are moved to `device` before.
        durations: seconds that each product takes, in this order; at the end the last again.
        rates: instead, on these kinds of device, seconds for each multiplication of two numbers.
        cold: with `rates`, what the first product of each shape and device takes beyond that.
        device: where the tensors are to lie.

    Returns:
        Its `value`; the `products` in order, each with `shapes`, `dtype`, `device`, whether it is
        of the `given` matrices, and whether its own could be `random`: of more than one value each;
        the `readings` of a wall clock, each as the number of products that had run by then (equal
        ones in a row stand once); the number of `processor_readings`.
    """
    tensors = [item for item in arguments if isinstance(item, torch.Tensor)]
    CLOCK.given = [item.clone() for item in tensors]
    CLOCK.durations, CLOCK.rates, CLOCK.cold = list(durations), dict(rates or {}), cold
    CLOCK.start()
    moved = [item.to(device) if isinstance(item, torch.Tensor) else item for item in arguments]
    with _Products():
        value = function(*moved)
    return {
        "value": value,
        "products": CLOCK.products,
        "readings": CLOCK.readings,
        "processor_readings": CLOCK.processor_readings,
    }


def call_on(
    device: str, function: Callable[..., object], size: int, arguments: Sequence[Any]
) -> object:
    """Call `function` with two random square matrices on a real device, and `arguments`."""
    a, b = torch.rand(size, size, device=device), torch.rand(size, size, device=device)
    return function(a, b, *arguments)


class _Products(TorchDispatchMode):
    """Notices matrix products, whatever they are written with."""

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Not: to guard against `torch.compile`, torch would import a second's worth of modules."""
        return False

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = func._schema.name.removeprefix("aten::")  # noqa: SLF001 - torch's own way to the name
        if name in PRODUCTS:
            with torch._C.DisableTorchFunction():  # noqa: SLF001 - only the values matter here
                CLOCK.product(*_factors(name, args))
        elif name in OTHER_WORK and GPU.device is None:
            CLOCK.work()
        return func(*args, **(kwargs or {}))


def _factors(name: str, args: Any) -> tuple[torch.Tensor, torch.Tensor]:
    """The two factors of a product; a batch of one is a matrix."""
    a, b = args[1:3] if name.startswith(("addm", "baddbmm")) else args[:2]
    if name == "linear":
        b = b.t()
    return _matrix(a), _matrix(b)


def _matrix(t: torch.Tensor) -> torch.Tensor:
    return t.squeeze(0) if t.dim() == 3 and t.shape[0] == 1 else t
