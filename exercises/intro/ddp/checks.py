"""Visible checks of `ddp`. Two ranks are two real processes that talk by gloo on loopback."""

import math
import re
from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F

from grader.checks import Handle, Student, check, expect
from grader.checks.ports import free_port

SECONDS = 60.0
GLOBAL_BATCH_SIZE = 8
NAMES = [f"layers.{layer}.{kind}" for layer in (0, 2, 4) for kind in ("weight", "bias")]


# ---- oracles ----


SIZES = ((2, 30), (30, 20), (20, 2))


def draws() -> list[torch.Tensor]:
    """The numbers from 0 to 1 that the weights are made of after `torch.manual_seed(123)`."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(123)
        return [
            torch.rand(shape)
            for inputs, outputs in SIZES
            for shape in ((outputs, inputs), (outputs,))
        ]


def first_weights(drawn: Sequence[torch.Tensor]) -> list[torch.Tensor]:
    """The weights of the seeded network, whose last places depend on the processor."""
    bounds = [1 / math.sqrt(inputs) for inputs, _ in SIZES for _ in range(2)]
    return [u * (2 * bound) - bound for u, bound in zip(drawn, bounds, strict=True)]


def logits(weights: Sequence[torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    for weight, bias in zip(weights[0:4:2], weights[1:4:2], strict=True):
        x = torch.relu(x @ weight.T + bias)
    return x @ weights[4].T + weights[5]


def row_order(rows: int, world_size: int, epoch: int) -> list[int]:
    """The rows of an epoch, some repeated so that all ranks take equally many."""
    generator = torch.Generator().manual_seed(epoch)
    order = torch.randperm(rows, generator=generator).tolist()
    missing = -rows % world_size
    return order + (order * missing)[:missing]


def trained_alone(
    drawn: Sequence[torch.Tensor],
    x: torch.Tensor,
    y: torch.Tensor,
    world_size: int,
    epochs: int,
    lr: float,
) -> list[torch.Tensor]:
    """What a single process reaches with the same global batches."""
    now = [w.detach().requires_grad_() for w in first_weights(drawn)]
    for epoch in range(epochs):
        order = row_order(len(x), world_size, epoch)
        for start in range(0, len(order), GLOBAL_BATCH_SIZE):
            batch = order[start : start + GLOBAL_BATCH_SIZE]
            loss = F.cross_entropy(logits(now, x[batch]), y[batch])
            gradients = torch.autograd.grad(loss, now)
            now = [
                (w - lr * g).detach().requires_grad_() for w, g in zip(now, gradients, strict=True)
            ]
    return [w.detach() for w in now]


def toy_data() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """The data of the exercise's own `toy_data`: training and test rows."""
    generator = torch.Generator().manual_seed(121)
    labels = torch.randint(0, 2, (110,), generator=generator)
    centres = torch.tensor([[-0.9, 2.9], [2.5, -1.3]])
    features = centres[labels] + 2.0 * torch.randn(110, 2, generator=generator)
    return features[:60], labels[:60], features[60:], labels[60:]


def clouds(rows: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    labels = torch.randint(0, 2, (rows,), generator=generator)
    centres = torch.tensor([[-1.0, 1.5], [1.5, -1.0]])
    return centres[labels] + torch.randn(rows, 2, generator=generator), labels


# ---- running ranks ----


def run_ranks(
    student: Student,
    steps: list[tuple[str, list[Any]]],
    world_size: int,
    *,
    rows: Handle | None = None,
    port: int | None = None,
    shown: str,
) -> list[dict[str, Any]]:
    """Take the steps in `world_size` processes; what each rank says, as a dict."""
    program = [[getattr(student, name).value(), arguments] for name, arguments in steps]
    results = student.probe.ranks.run(
        program,
        world_size,
        environment={
            "MASTER_ADDR": "127.0.0.1",
            "MASTER_PORT": str(port or free_port()),
            "GLOO_SOCKET_IFNAME": "lo",
        },
        seconds=SECONDS,
        rows=rows,
        shown=shown,
    )
    expect.is_a(results, list)
    return [result if type(result) is dict else {} for result in results]


def all_well(results: list[dict[str, Any]]) -> None:
    """Every rank came to its end without an error."""
    states = [result.get("state") for result in results]
    if "raised" in states:  # the others may be waiting for this one
        rank = states.index("raised")
        types = results[rank].get("types")
        kind = types[0] if type(types) is list and types else "an error"
        if kind == "NotImplementedError":
            expect.fail("The functions are not written yet: they raise NotImplementedError.")
        expect.fail(
            "Rank {rank} raised {kind}: {message}",
            rank=str(rank),
            kind=str(kind),
            message=str(results[rank].get("message")),
        )
    for rank, state in enumerate(states):
        expect.that(
            state in ("value", "stuck"),
            "The process of rank {rank} ended before its work was done.",
            rank=str(rank),
        )
    for rank, state in enumerate(states):
        expect.that(
            state == "value",
            "Rank {rank} never came to its end: it waits for the other ranks, or computes on.",
            rank=str(rank),
        )


def training(world_size: int, rows: int, epochs: int, lr: float) -> str:
    """How a training is named in messages."""
    return f"train_ddp on {world_size} ranks, {rows} rows, {epochs} epochs, lr={lr}"


def train(
    student: Student, x: torch.Tensor, y: torch.Tensor, world_size: int, epochs: int, lr: float
) -> tuple[list[list[torch.Tensor]], list[list[int]], list[list[str]]]:
    """Weights, rows read, and the names of the weights, for each rank."""
    rows = student.specimen.rows.recorded(x, y, shown="dataset")
    results = run_ranks(
        student,
        [("ddp_setup", []), ("train_ddp", [rows, epochs, lr])],
        world_size,
        rows=rows,
        shown=training(world_size, len(x), epochs, lr),
    )
    all_well(results)
    weights, read, names = [], [], []
    for rank, result in enumerate(results):
        values = result.get("values")
        state = values[-1] if type(values) is list and len(values) == 2 else None
        expect.that(
            type(state) is dict and all(isinstance(v, torch.Tensor) for v in state.values()),
            "Rank {rank} did not return a state dict of tensors.",
            rank=str(rank),
        )
        plain = {str(name).removeprefix("module."): value for name, value in state.items()}
        expect.that(
            sorted(plain) == sorted(NAMES),
            "Rank {rank} returned the weights {names}; those of the whole network were expected.",
            rank=str(rank),
            names=str(sorted(plain)),
        )
        weights.append([plain[name] for name in NAMES])
        read.append(list(result.get("rows", [])))
        names.append(sorted(map(str, state)))
    return weights, read, names


def exchanges(student: Student, x: torch.Tensor, y: torch.Tensor, *, shown: str) -> list[str]:
    """What `train_ddp` sends to other ranks, seen on one rank alone, which needs no others."""
    place = {
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(free_port()),
        "GLOO_SOCKET_IFNAME": "lo",
    }
    alone = student.fresh(("state.set_environment", {"values": place}))
    alone.ddp_setup(0, 1)
    rows = alone.specimen.rows.recorded(x, y, shown="dataset")
    traced = alone.probe.operations.trace(
        alone.train_ddp.value(), [0, 1, rows, 1, 0.1], {}, shown=shown
    )
    ran = [str(operation["name"]) for operation in traced["operations"]]
    return [name for name in ran if name.startswith("c10d::") and name != "c10d::barrier"]


def same_as_one_process(
    student: Student, rows: int, world_size: int, epochs: int, lr: float, seed: int
) -> None:
    """Every rank ends with the weights that one process would have reached."""
    x, y = clouds(rows, seed)
    weights, _, _ = train(student, x, y, world_size, epochs, lr)
    for mine in weights[1:]:
        pairs = list(zip(mine, weights[0], strict=True))
        if any(a.dtype != b.dtype or not torch.equal(a, b) for a, b in pairs):
            shown = training(world_size, rows, epochs, lr)
            expect.that(
                len(exchanges(student, x[:2], y[:2], shown=shown)) > 0,
                "The {ranks} ranks end with different weights, and `train_ddp` never sends "
                "anything to the other ranks: neither gradients nor weights.",
                ranks=str(world_size),
            )
        expect.equal(
            mine, weights[0], because="The ranks end with different weights; they must be equal."
        )
    expect.close(
        weights[0],
        trained_alone,
        draws(),
        x,
        y,
        world_size,
        epochs,
        lr,
        because="The weights are not those that one process reaches with the same global batches.",
    )


# ---- checks ----


@check(points=1, evidence="claim")
def joins_the_group(student: Student) -> None:
    """`ddp_setup` takes address and port from the environment, with defaults, and picks gloo."""
    for given, wanted in (
        ({}, ("localhost", "12345")),
        ({"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": "23456"}, ("127.0.0.1", "23456")),
        ({"MASTER_PORT": "23456"}, ("localhost", "23456")),
        ({"MASTER_ADDR": "127.0.0.1"}, ("127.0.0.1", "12345")),
    ):
        alone = student.fresh(
            ("ranks.rehearse", {"nccl": False}), ("state.set_environment", {"values": given})
        )
        alone.ddp_setup(1, 2)
        asked = alone.probe.ranks.asked()
        expect.that(
            type(asked) is list and len(asked) == 1 and type(asked[0]) is dict,
            "`ddp_setup` must call `init_process_group` once.",
        )
        address = address_of(asked[0])
        expect.that(
            address[0] in (wanted[0], "127.0.0.1") and address[1] == wanted[1],
            "The ranks meet at {address}, where {wanted} was expected.",
            address=":".join(address),
            wanted=":".join(wanted),
        )
        expect.equal(
            (asked[0].get("rank"), asked[0].get("world_size")),
            (1, 2),
            because="The group was made with another rank or size than `ddp_setup` was given.",
        )
        expect.equal(
            asked[0].get("backend"),
            "gloo",
            because="Without a GPU for every rank the backend is gloo, named explicitly.",
        )


def address_of(asked: dict[str, Any]) -> tuple[str, str]:
    """Address and port, by the environment or by a tcp:// method."""
    method = asked.get("init_method")
    if type(method) is str and (found := re.fullmatch(r"tcp://\[?([^\]]+?)\]?:(\d+)", method)):
        return found[1], found[2]
    return str(asked.get("address")), str(asked.get("port"))


@check(points=3)
def trains_like_one_process(student: Student) -> None:
    """Two ranks end with the weights that one process reaches with the same global batches."""
    same_as_one_process(student, rows=12, world_size=2, epochs=1, lr=0.3, seed=1)


@check(points=2, after=trains_like_one_process)
def goes_on_like_one_process(student: Student) -> None:
    """That is so after several epochs, too: each has an order of its own."""
    same_as_one_process(student, rows=20, world_size=2, epochs=3, lr=0.2, seed=2)


@check(points=1, after=trains_like_one_process)
def returns_the_plain_network(student: Student) -> None:
    """The names of the weights are those of the plain network, without `module.`."""
    x, y = clouds(8, 3)
    _, _, names = train(student, x, y, 2, 0, 0.1)
    expect.equal(names[0], sorted(NAMES), because="The names are not those of the plain network.")


@check(points=2, after=goes_on_like_one_process, evidence="claim")
def shares_the_rows(student: Student) -> None:
    """In every epoch the ranks' parts are disjoint and cover the data."""
    x, y = clouds(12, 4)
    _, read, _ = train(student, x, y, 2, 2, 0.1)
    for epoch in range(2):
        parts = [sorted(rows[6 * epoch : 6 * epoch + 6]) for rows in read]
        expect.that(
            all(len(rows) == 12 for rows in read)
            and sorted(parts[0] + parts[1]) == list(range(12)),
            "Of 12 rows, the ranks read {first} and {second} in epoch {epoch}.",
            first=str(parts[0]),
            second=str(parts[1]),
            epoch=str(epoch),
        )


@check(points=2, after=trains_like_one_process)
def reports_once_and_leaves(student: Student) -> None:
    """`main` prints the accuracy on all test data, on rank 0 alone, and destroys the group."""
    x, y, test_x, test_y = toy_data()
    port = free_port()
    for epochs in (3, 1):
        results = run_ranks(
            student, [("main", [epochs])], 2, port=port, shown=f"main(rank, 2, {epochs})"
        )
        all_well(results)
        weights = trained_alone(draws(), x, y, 2, epochs, 0.1)
        right = (logits(weights, test_x).argmax(1) == test_y).float().mean().item()
        printed = [str(result.get("printed", "")).strip() for result in results]
        expect.that(
            printed[0] == f"test accuracy: {right:.3f}",
            "Rank 0 printed {printed}, where {wanted} was expected.",
            printed=repr(printed[0]),
            wanted=repr(f"test accuracy: {right:.3f}"),
        )
        expect.that(
            not printed[1],
            "Rank 1 printed {printed}; only rank 0 reports.",
            printed=repr(printed[1]),
        )
        expect.that(
            not any(result.get("member") for result in results),
            "After `main` the process group still exists.",
        )


@check(points=2, after=reports_once_and_leaves)
def starts_both_ways(student: Student) -> None:
    """The script runs by `python ddp.py` and by `torchrun`."""
    _, _, test_x, test_y = toy_data()
    weights = trained_alone(draws(), *toy_data()[:2], 2, 3, 0.1)
    right = (logits(weights, test_x).argmax(1) == test_y).float().mean().item()
    line = f"test accuracy: {right:.3f}"
    torchrun = [
        "-m",
        "torch.distributed.run",
        "--nproc_per_node",
        "2",
        "--master_addr",
        "127.0.0.1",
    ]
    for shown, start in (
        ("python ddp.py", []),
        ("torchrun --nproc_per_node 2 ddp.py", [*torchrun, "--master_port", "PORT"]),
    ):
        printed, errors = launched(student, start, shown)
        if line not in printed.split("\n"):
            # torch's own threads now and then abort a rank at its very end, and a busy machine can
            # be slow to start three Pythons: what a script can do at all, it does in two tries.
            printed, errors = launched(student, start, shown)
        expect.that(
            printed.split("\n").count(line) == 1,
            "Started by `{start}`, the script printed {printed}, and not once {wanted}. {errors}",
            start=shown,
            printed=repr(printed[:300]),
            wanted=repr(line),
            errors=errors,
        )


def launched(student: Student, start: list[str], shown: str) -> tuple[str, str]:
    """What the script printed, and the last line of its errors. Its exit status is not judged."""
    port = str(free_port())
    done = student.probe.scripts.launch(
        [*(port if word == "PORT" else word for word in start), "ddp.py"],
        {"MASTER_PORT": port, "GLOO_SOCKET_IFNAME": "lo", "CUDA_VISIBLE_DEVICES": ""},
        SECONDS,
        shown=shown,
    )
    if type(done) is not dict:
        return "", ""
    ended = "" if done.get("status") is not None else f"(stopped after {SECONDS:.0f} s)"
    return str(done.get("stdout", "")), last_line(str(done.get("stderr", ""))) or ended


def last_line(text: str) -> str:
    """The last line that looks like an exception's."""
    lines = [
        line
        for line in text.splitlines()
        if re.match(r"^(\[rank\d\]: )?\w+(Error|Exception)", line)
    ]
    return lines[-1][:300] if lines else ""
