"""The hidden checks of `single_gpu`: data, settings, batches and devices that nobody has seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn.functional import linear

from grader.checks import Handle, Student, check, expect, sizes

Weights = dict[str, torch.Tensor]
NAMES = ("0.weight", "0.bias", "2.weight", "2.bias")
DEVICES = ("cuda:2", "cuda:0", "cuda", "cpu", "cuda:1")


def normal(seed: int, *shapes: tuple[int, ...]) -> list[torch.Tensor]:
    """Draw normal random numbers."""
    generator = torch.Generator().manual_seed(seed)
    return [torch.randn(shape, generator=generator) for shape in shapes]


def order(rows: int, size: int, epochs: int, seed: int) -> list[list[list[int]]]:
    """Return batches of all rows for each epoch, in an order that is new every time."""
    generator = torch.Generator().manual_seed(seed)
    orders = [torch.randperm(rows, generator=generator).tolist() for _ in range(epochs)]
    return [[rows_[at : at + size] for at in range(0, rows, size)] for rows_ in orders]


@dataclass(frozen=True)
class Task:
    """A small classifier with frozen layers or none, data, and batches."""

    rows: int
    classes: int
    size: int
    frozen: Sequence[int]
    seed: int

    @cached_property
    def x(self) -> torch.Tensor:
        """The features."""
        return normal(self.seed, (self.rows, 2))[0]

    @cached_property
    def labels(self) -> torch.Tensor:
        """The labels."""
        generator = torch.Generator().manual_seed(self.seed)
        return torch.randint(0, self.classes, (self.rows,), generator=generator)

    @cached_property
    def weights(self) -> Weights:
        """The weights before training."""
        shapes = (3, 2), (3,), (self.classes, 3), (self.classes,)
        return dict(zip(NAMES, normal(self.seed + 1, *shapes), strict=True))

    @cached_property
    def epochs(self) -> list[list[list[int]]]:
        """The batches of two epochs."""
        return order(self.rows, self.size, 2, self.seed)

    def model(self, student: Student) -> Handle:
        """Build the classifier in the student's process."""
        layers = [["linear", 2, 3], ["tanh"], ["linear", 3, self.classes]]
        model: Handle = student.specimen.modules.network(layers, frozen=self.frozen, shown="model")
        student.probe.modules.set_parameters(model, list(self.weights.values()))
        return model

    def loader(self, student: Student) -> Handle:
        """Build the loader in the student's process."""
        loader: Handle = student.specimen.data.loader(
            self.x, self.labels, self.epochs, shown="loader"
        )
        return loader

    def accuracy(self, weights: Weights) -> float:
        """Return the accuracy that the classifier has with these weights."""
        hidden = torch.tanh(linear(self.x, weights["0.weight"], weights["0.bias"]))
        logits = linear(hidden, weights["2.weight"], weights["2.bias"])
        return (logits.argmax(1) == self.labels).sum().item() / self.rows

    def descent(self, x: torch.Tensor, weights: Weights, lr: float) -> list[Any]:
        """Return the final weights and the losses of two epochs."""
        w = {name: weight.detach() for name, weight in weights.items()}
        moving = [name for name in NAMES if int(name[0]) not in self.frozen]
        losses = []
        for rows in [rows for epoch in self.epochs for rows in epoch]:
            w |= {name: w[name].detach().requires_grad_() for name in moving}
            hidden = torch.tanh(linear(x[rows], w["0.weight"], w["0.bias"]))
            logits = linear(hidden, w["2.weight"], w["2.bias"])
            # Cross-entropy, written out: the tolerance then allows for its rounding, too.
            labels = self.labels[rows]
            loss = (logits.logsumexp(1) - logits.gather(1, labels[:, None])[:, 0]).mean()
            gradients = torch.autograd.grad(loss, [w[name] for name in moving])
            w |= {n: w[n] - lr * g for n, g in zip(moving, gradients, strict=True)}
            losses.append(loss.item())
        return [{name: w[name].detach() for name in NAMES}, losses]


def tasks() -> st.SearchStrategy[Task]:
    """Tasks of all kinds."""
    frozen = st.sampled_from([(), (0,), (2,)])
    return st.builds(Task, sizes(3, 6), sizes(2, 4), sizes(1, 3), frozen, sizes(0, 999))


@check(
    points=3,
    after=("returns_the_loss_of_each_batch", "trains_models_as_they_come"),
    examples=4,
)
@given(task=tasks(), lr=st.sampled_from([0.125, 0.01, 0.3]))
def trains_with_any_settings(student: Student, task: Task, lr: float) -> None:
    """On the CPU, losses and parameters are right for all settings."""
    model = task.model(student)
    losses = student.train_on("cpu", model, task.loader(student), 2, lr)
    call = f"train_on('cpu', model, loader, 2, {lr})"
    after = student.probe.device_moves.state(model, shown=call)
    expect.is_a(losses, list)
    expect.close([after, losses], lambda x, w: task.descent(x, w, lr), task.x, task.weights)


@check(points=2, after="accuracy_counts_examples", examples=10)
@given(rows=sizes(1, 9), classes=sizes(2, 4), size=sizes(1, 5), seed=sizes(0, 999))
def measures_any_batches(student: Student, rows: int, classes: int, size: int, seed: int) -> None:
    """The accuracy is right for all numbers of examples and classes, and all batch sizes."""
    (logits,) = normal(seed, (rows, classes))
    labels = torch.randint(0, classes, (rows,), generator=torch.Generator().manual_seed(seed))
    layer = ["linear_without_bias", classes, classes]
    model = student.specimen.modules.network([layer], shown="model")
    student.probe.modules.set_parameters(model, [torch.eye(classes)])
    data = student.specimen.data.dataset(logits, labels)
    loader = student.specimen.data.batches(data, size, shown="loader")
    accuracy = student.compute_accuracy(model, loader, "cpu")
    expect.is_a(accuracy, float)
    expect.close(accuracy, (logits.argmax(1) == labels).sum().item() / rows)


@check(
    points=3,
    after=(
        "returns_the_loss_of_each_batch",
        "trains_models_as_they_come",
        "trains_on_the_device_asked_for",
        "measures_on_the_device_asked_for",
    ),
    evidence="claim",
    examples=4,
)
@given(task=tasks(), lr=st.sampled_from([0.125, 0.01]), devices=st.permutations(DEVICES))
def goes_from_device_to_device(
    student: Student, task: Task, lr: float, devices: Sequence[str]
) -> None:
    """A model is trained and measured on one simulated device, then moved on to another."""
    computer = student.fresh(("device_moves.simulate", {"cuda": 3}))
    model = task.model(computer)
    trained = []
    for device in devices[:2]:
        computer.probe.modules.set_parameters(model, list(task.weights.values()))
        losses = computer.train_on(device, model, task.loader(computer), 2, lr)
        call = f"train_on('{device}', model, loader, 2, {lr}), on a machine with 3 simulated GPUs"
        after = computer.probe.device_moves.state(model, shown=call)
        expect.is_a(losses, list)
        trained.append([after, losses])
        place = "cuda:0" if device == "cuda" else device
        expect.equal(
            computer.probe.device_moves.where(model, shown=call), dict.fromkeys(NAMES, place)
        )
        accuracy = computer.compute_accuracy(model, task.loader(computer), device)
        expect.is_a(accuracy, float)
        expect.close(accuracy, task.accuracy(after))
    expect.close(trained, lambda x, w: [task.descent(x, w, lr)] * 2, task.x, task.weights)


@check(
    points=2,
    after=("trains_on_the_device_asked_for", "measures_on_the_device_asked_for"),
    needs="cuda",
    evidence="claim",
)
def works_on_a_real_gpu(student: Student) -> None:
    """On a real GPU, training and measuring give what they give on the CPU."""
    task = Task(6, 3, 2, (), 5)
    model = task.model(student)
    losses = student.train_on("cuda", model, task.loader(student), 2, 0.1)
    call = "train_on('cuda', model, loader, 2, 0.1)"
    after = student.probe.device_moves.state(model, shown=call)
    where = student.probe.device_moves.where(model, shown=call)
    expect.equal(sorted({place.partition(":")[0] for place in where.values()}), ["cuda"])
    expect.is_a(losses, list)
    weights, wanted = task.descent(task.x, task.weights, 0.1)
    # A GPU sums in other orders, and may round the factors of a product to TF32.
    expect.that(
        len(losses) == len(wanted)
        and all(abs(a - b) < 0.01 for a, b in zip(losses, wanted, strict=True))
        and all(torch.allclose(after[name], weights[name], atol=0.01) for name in NAMES),
        "Trained on the GPU, the model has other losses or other parameters than on the CPU, and "
        "rounding does not explain it.",
    )
    accuracy = student.compute_accuracy(model, task.loader(student), torch.device("cuda", 0))
    expect.close(accuracy, task.accuracy(after))
