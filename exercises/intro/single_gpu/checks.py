"""The visible checks of `single_gpu`.

What has to do with the CPU alone runs on a machine that has no GPU, whatever this one has. The rest
runs on simulated machines, whose GPUs compute as the CPU does.
"""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import nn
from torch.nn.functional import linear

from grader.checks import Handle, Student, check, expect

Weights = dict[str, torch.Tensor]
Batches = Sequence[Sequence[int]]

MISSING = ("RuntimeError", "ValueError", "AssertionError")


def drawn(seed: int, *shapes: tuple[int, ...]) -> list[torch.Tensor]:
    """Draw normal random numbers."""
    generator = torch.Generator().manual_seed(seed)
    return [torch.randn(shape, generator=generator) for shape in shapes]


# ---- a classifier with batch norm: it has buffers, and its mode matters ----

X = torch.tensor([[1.0, 0.5], [-0.5, 2.0], [0.0, -1.0], [2.0, 1.0], [-1.5, 0.5], [1.0, -2.0]])
Y = torch.tensor([0, 1, 1, 0, 1, 0])
EPOCHS = [[[0, 1, 2], [3, 4, 5]], [[5, 0, 3], [1, 4, 2]]]
LAYERS = [["linear_without_bias", 2, 3], ["batch_norm", 3], ["linear", 3, 2]]
NAMES = ("0.weight", "1.weight", "1.bias", "2.weight", "2.bias")
START = dict(zip(NAMES, drawn(11, (3, 2), (3,), (3,), (2, 3), (2,)), strict=True))
BUFFERS = {
    "1.running_mean": torch.tensor([2.0, -1.0, 0.5]),
    "1.running_var": torch.tensor([0.5, 2.0, 1.0]),
    "1.num_batches_tracked": torch.tensor(3),
}


def cross_entropy(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Return the mean of -log softmax(logits)[label], written out: it rounds more than torch's."""
    return (logits.logsumexp(1) - logits.gather(1, labels[:, None])[:, 0]).mean()


def descent(
    x: torch.Tensor, weights: Weights, batches: Batches, lr: float, frozen: Sequence[str] = ()
) -> tuple[list[float], Weights]:
    """Return the losses and the final parameters of the classifier, trained in training mode."""
    w = {name: weight.detach() for name, weight in weights.items()}
    moving = [name for name in NAMES if name not in frozen]
    losses = []
    for rows in batches:
        w |= {name: w[name].detach().requires_grad_() for name in moving}
        hidden = linear(x[rows], w["0.weight"])
        hidden = (hidden - hidden.mean(0)) / (hidden.var(0, correction=0) + 1e-5).sqrt()
        logits = linear(hidden * w["1.weight"] + w["1.bias"], w["2.weight"], w["2.bias"])
        loss = cross_entropy(logits, Y[rows])
        gradients = torch.autograd.grad(loss, [w[name] for name in moving])
        w |= {n: w[n] - lr * g for n, g in zip(moving, gradients, strict=True)}
        losses.append(loss.item())
    return losses, {name: w[name].detach() for name in NAMES}


def classifier(student: Student, **options: Any) -> Handle:
    """Build the classifier in the student's process."""
    model: Handle = student.specimen.modules.network(LAYERS, shown="model", **options)
    student.probe.modules.set_parameters(model, list(START.values()))
    student.probe.modules.set_buffers(model, BUFFERS)
    return model


def loader_of(
    student: Student, epochs: Sequence[Batches], x: torch.Tensor = X, y: torch.Tensor = Y
) -> Handle:
    """Build a loader that gives these rows of the data."""
    loader: Handle = student.specimen.data.loader(x, y, epochs, shown="loader")
    return loader


def without_gpu(student: Student) -> Student:
    """The student's code on a machine that has a CPU alone."""
    return student.fresh(("machine.simulate", {}))


def with_gpus(student: Student, **gpus: object) -> Student:
    """The student's code on a simulated machine."""
    return student.fresh(("device_moves.simulate", gpus))


def parameters(student: Student, model: Handle, call: str) -> Weights:
    """Return the model's parameters, wherever they lie."""
    state: Weights = student.probe.device_moves.state(model, shown=call)
    return {name: state[name] for name in NAMES}


def expect_parameters(
    found: Weights, wanted: Callable[..., Weights], because: str, shown: str, first: str = "2.bias"
) -> None:
    """Compare the parameters after training: one tensor first, since five of them read badly."""
    expect.close(found[first], lambda x, start: wanted(x, start)[first], X, START, because=shown)
    expect.close(found, wanted, X, START, because=because)


# ---- training on the CPU ----


@check(points=3)
def trains_on_the_cpu(student: Student) -> None:
    """On the CPU, `train_on` makes one step of gradient descent for each batch."""
    computer = without_gpu(student)
    for device in ("cpu", torch.device("cpu")):
        for epochs in (EPOCHS[:1], EPOCHS):
            model = classifier(computer)
            computer.train_on(device, model, loader_of(computer, epochs), len(epochs), 0.25)
            call = f"train_on({device!r}, model, loader, {len(epochs)}, 0.25)"
            expect_parameters(
                parameters(computer, model, call),
                lambda x, start, e=epochs: descent(x, start, [r for b in e for r in b], 0.25)[1],
                "Each batch should move each parameter by `lr` times its gradient of the "
                "batch's mean cross-entropy. With the grader's weights and data the parameters "
                "have other values afterwards.",
                "Each batch should move each parameter by `lr` times its gradient of the batch's "
                "mean cross-entropy. With the grader's weights and data the parameters have other "
                "values afterwards. One of them is shown: the bias of the last layer.",
            )


@check(points=2, after=trains_on_the_cpu)
def returns_the_loss_of_each_batch(student: Student) -> None:
    """`train_on` returns each batch's loss: 0.75 0.65 0.44 0.13 0.03 0.00 for the book's data."""
    computer = without_gpu(student)
    x = torch.tensor([[-1.2, 3.1], [-0.9, 2.9], [-0.5, 2.6], [2.3, -1.1], [2.7, -1.5]])
    y = torch.tensor([0, 0, 0, 1, 1])
    # What the book's seed gives: the initial weights, and the order of the examples.
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(123)
        layers = [nn.Linear(2, 30), nn.Linear(30, 20), nn.Linear(20, 2)]
    order = [[[2, 1], [3, 0]], [[3, 4], [1, 2]], [[0, 4], [1, 2]]]
    model = computer.specimen.modules.network(
        [["linear", 2, 30], ["relu"], ["linear", 30, 20], ["relu"], ["linear", 20, 2]],
        shown="model",
    )
    computer.probe.modules.set_parameters(model, [p for la in layers for p in la.parameters()])
    loader = loader_of(computer, order, x, y)
    expect.close(
        floats(computer, computer.train_on.kept("cpu", model, loader, 3, 0.5), 6),
        [0.75, 0.65, 0.44, 0.13, 0.03, 0.00],
        decimals=2,
        because="With the weights, the data and the order of the book, the losses are not the "
        "book's. There is one for each batch: the mean cross-entropy of its examples, before its "
        "step.",
    )
    model, loader = classifier(computer), loader_of(computer, EPOCHS)
    losses = computer.train_on.kept("cpu", model, loader, 2, 0.25)
    expect.close(
        floats(computer, losses, 4),
        lambda x, start: descent(x, start, [*EPOCHS[0], *EPOCHS[1]], 0.25)[0],
        X,
        START,
        because="The losses are not exactly the mean cross-entropies of the batches.",
    )


def floats(student: Student, losses: Handle, batches: int) -> list[float]:
    """Return a list of losses, if it is one with a float for each batch."""
    expect.equal(
        student.probe.device_moves.kinds(losses, shown=repr(losses)),
        ["float"] * batches,
        because="The result should be a list with one Python float for each batch. This is what "
        "it consists of.",
    )
    found: list[float] = student.fetch(losses)
    return found


@check(points=1, after=trains_on_the_cpu)
def trains_models_as_they_come(student: Student) -> None:
    """A model that comes in evaluation mode, or with a frozen layer, is trained rightly."""
    computer = without_gpu(student)
    for mode, frozen in ((False, []), (True, [0])):
        model = classifier(computer, frozen=frozen)
        computer.probe.modules.set_mode(model, mode)
        computer.train_on("cpu", model, loader_of(computer, EPOCHS), 2, 0.2)
        stay = ["0.weight"] if frozen else []
        expect_parameters(
            parameters(computer, model, "train_on('cpu', model, loader, 2, 0.2)"),
            lambda x, start, s=stay: descent(x, start, [*EPOCHS[0], *EPOCHS[1]], 0.2, s)[1],
            "The first layer of this model is frozen (`requires_grad` is False). It should "
            "stay as it is, and the others should move as always."
            if frozen
            else "The model came in evaluation mode, and its batch norm did not work as in "
            "training mode.",
            "This model's first layer is frozen (`requires_grad` is False). It should stay as it "
            "is, and the others should move as always. This is its weight afterwards."
            if frozen
            else "The model came in evaluation mode, and its batch norm did not work as in "
            "training mode. The parameters have other values afterwards. One of them is shown: the "
            "bias of the last layer.",
            "0.weight" if frozen else "2.bias",
        )


# ---- training elsewhere ----

TWO_GPUS: dict[str, object] = {"cuda": 2}
APPLE: dict[str, object] = {"mps": True}


def expect_no_clash(seen: dict[str, Any]) -> None:
    """No two tensors on two devices met."""
    operation, *tensors = seen["clash"] or [""]
    expect.that(
        not operation,
        "It ended with an error: tensors on two devices met in the operation {operation}. These "
        "are the shape and the device of each of its tensors: {tensors}.",
        operation=operation,
        tensors="; ".join(f"{tuple(shape)} {device}" for shape, device in tensors),
    )


@check(points=4, after=trains_on_the_cpu, evidence="claim")
def trains_on_the_device_asked_for(student: Student) -> None:
    """Model, features and labels go to the device that was asked for, and all is computed there."""
    lies, computed, weights = {}, {}, {}
    for gpus, device in (
        (TWO_GPUS, "cuda:1"),
        (TWO_GPUS, "cuda"),
        (TWO_GPUS, torch.device("cuda", 1)),
        (TWO_GPUS, "cpu"),
        (APPLE, torch.device("mps")),
    ):
        computer = with_gpus(student, **gpus)
        machine = "two simulated GPUs" if gpus is TWO_GPUS else "a simulated GPU of Apple's"
        call = f"train_on({device!r}, model, loader, 2, 0.25), on a machine with {machine}"
        model = classifier(computer)
        arguments = [device, model, loader_of(computer, EPOCHS), 2, 0.25]
        seen = computer.probe.device_moves.run(
            computer.train_on.value(), arguments, answer=False, shown=call
        )
        expect_no_clash(seen)
        places = computer.probe.device_moves.where(model, shown=call)
        lies[repr(device)] = sorted(set(places.values()))
        computed[repr(device)] = sorted(seen["products"])
        weights[repr(device)] = parameters(computer, model, call)
    wanted = {
        "'cuda:1'": ["cuda:1"],
        "'cuda'": ["cuda:0"],
        "device(type='cuda', index=1)": ["cuda:1"],
        "'cpu'": ["cpu"],
        "device(type='mps')": ["mps:0"],
    }
    expect.equal(
        lies,
        wanted,
        because="For each device that was asked for, this is where the model's parameters and "
        "buffers lay after training. Some lay on another device than that one.",
    )
    expect.equal(
        computed,
        wanted,
        because="For each device that was asked for, these are the devices on which matrix "
        "products were computed during the training. Some were computed on another than that one.",
    )
    for moved in weights.values():
        expect_parameters(
            moved,
            lambda x, start: descent(x, start, [*EPOCHS[0], *EPOCHS[1]], 0.25)[1],
            "The model has other parameters after this training than after the same training on "
            "the CPU.",
            "The model has other parameters after this training than after the same training on "
            "the CPU. One of them is shown: the bias of the last layer.",
        )
    computer = with_gpus(student, **TWO_GPUS)
    call = "train_on('cuda:1', model, loader, 2, 0.25), where the model is a single nn.Linear"
    layer = computer.specimen.modules.network([["linear", 2, 2]], shown="model")[0]
    seen = computer.probe.device_moves.run(
        computer.train_on.value(),
        ["cuda:1", layer, loader_of(computer, EPOCHS), 2, 0.25],
        answer=False,
        shown=call,
    )
    expect_no_clash(seen)
    expect.equal(
        computer.probe.device_moves.where(layer, shown=call),
        {"weight": "cuda:1", "bias": "cuda:1"},
        because="This model is a single `nn.Linear`, which has no layers inside. This is where its "
        "parameters lay after training.",
    )


@check(points=1, after=trains_on_the_device_asked_for, evidence="claim")
def copies_what_has_to_move(student: Student) -> None:
    """The model goes across once, each batch when its turn comes; only the losses come back."""
    computer = with_gpus(student, cuda=2)
    x, y = drawn(3, (20, 2))[0], torch.arange(20) % 3
    model = computer.specimen.modules.network(
        [["linear", 2, 40], ["tanh"], ["linear", 40, 3]], shown="model"
    )
    batches = [[row, row + 1] for row in range(0, 20, 2)]
    seen = computer.probe.device_moves.run(
        computer.train_on.value(),
        ["cuda:1", model, loader_of(computer, [batches], x, y), 3, 0.1],
        answer=False,
        shown="train_on('cuda:1', model, loader, 3, 0.1), on a machine with two simulated GPUs",
    )
    back = [copy["shape"] for copy in seen["copies"] if copy["target"] == "cpu"]
    expect.equal(
        [shape for shape in back if len(shape) > 1],
        [],
        because="Tensors with these shapes came back from the GPU during the training. The loss is "
        "to be computed where the logits are, and the weights are to stay there.",
    )
    across = sum(
        torch.Size(copy["shape"]).numel() for copy in seen["copies"] if copy["target"] != "cpu"
    )
    parts = [
        sum(p.numel() for p in (*nn.Linear(2, 40).parameters(), *nn.Linear(40, 3).parameters()))
    ]
    parts += [3 * x.numel(), 3 * y.numel()]
    expect.that(
        across <= 2 * sum(parts),
        "{across} numbers were copied to the GPU. The model has {model}, and the batches of three "
        "epochs have {batches}: something goes across again and again.",
        across=across,
        model=parts[0],
        batches=parts[1] + parts[2],
    )


# ---- measuring ----

LOGITS = torch.tensor(
    [[3.0, 1, 2], [0, 4, 1], [4, 0, 5], [2, 1, 0], [1, 3, 0], [0, 1, 5], [4, 2, 1]]
)
LABELS = torch.tensor([0, 1, 2, 0, 2, 2, 1])
"""Five of the seven are where the largest logit is."""


def echo(student: Student) -> Handle:
    """Build a model whose logits are its inputs."""
    model: Handle = student.specimen.modules.network([["linear_without_bias", 3, 3]], shown="model")
    student.probe.modules.set_parameters(model, [torch.eye(3)])
    return model


@check(points=2)
def accuracy_counts_examples(student: Student) -> None:
    """On the CPU, `compute_accuracy` is the share of right predictions."""
    computer = without_gpu(student)
    for device in ("cpu", torch.device("cpu")):
        loader = loader_of(computer, [[[0, 1, 2], [3, 4, 5], [6]]], LOGITS, LABELS)
        accuracy = computer.compute_accuracy(echo(computer), loader, device)
        expect.is_a(accuracy, float)
        expect.close(
            accuracy,
            5 / 7,
            because="In batches of 3, 3 and 1 examples the model is right about 3, 2 and 0: 5 of "
            "7. Every example counts the same.",
        )
    rows = computer.specimen.data.dataset(LOGITS, LABELS)
    loader = computer.specimen.data.batches(rows, 3, drop_last=True, shown="loader")
    expect.close(
        computer.compute_accuracy(echo(computer), loader, "cpu"),
        5 / 6,
        because="The data set has 7 examples, and this loader, with `drop_last=True`, gives 6 of "
        "them. The model is right about 5 of these 6.",
    )


@check(points=2, after=accuracy_counts_examples, evidence="claim")
def measures_on_the_device_asked_for(student: Student) -> None:
    """`compute_accuracy` lets the model predict on the device that was asked for."""
    lies, computed, answers = {}, {}, []
    for gpus, device in ((TWO_GPUS, "cuda:1"), (TWO_GPUS, "cpu"), (APPLE, torch.device("mps"))):
        computer = with_gpus(student, **gpus)
        machine = "two simulated GPUs" if gpus is TWO_GPUS else "a simulated GPU of Apple's"
        call = f"compute_accuracy(model, loader, {device!r}), on a machine with {machine}"
        model = echo(computer)
        computer.probe.device_moves.place(model, str(device))
        loader = loader_of(computer, [[[0, 1, 2], [3, 4, 5], [6]]], LOGITS, LABELS)
        seen = computer.probe.device_moves.run(
            computer.compute_accuracy.value(), [model, loader, device], shown=call
        )
        expect_no_clash(seen)
        lies[repr(device)] = computer.probe.device_moves.where(model, shown=call)["0.weight"]
        computed[repr(device)] = sorted(seen["products"])
        answers.append(seen["value"])
    expect.equal(
        computed,
        {"'cuda:1'": ["cuda:1"], "'cpu'": ["cpu"], "device(type='mps')": ["mps:0"]},
        because="For each device that was asked for, these are the devices on which the model "
        "predicted. It should predict on that device, where it lies.",
    )
    expect.equal(
        lies,
        {"'cuda:1'": "cuda:1", "'cpu'": "cpu", "device(type='mps')": "mps:0"},
        because="For each device that was asked for, this is where the model lay afterwards. It "
        "has left the device on which it was.",
    )
    for accuracy in answers:
        expect.close(accuracy, 5 / 7)


@check(points=1, after=accuracy_counts_examples)
def measures_in_evaluation_mode(student: Student) -> None:
    """The model predicts in evaluation mode, and stays as it is."""
    computer = without_gpu(student)
    # With these running averages, it says class 0 of all: right about the first half.
    weights = [torch.eye(2), torch.ones(2), torch.zeros(2), torch.eye(2), torch.zeros(2)]
    layers = [["linear_without_bias", 2, 2], ["batch_norm", 2], ["linear", 2, 2]]
    buffers = {"1.running_mean": torch.tensor([-9.0, 9.0]), "1.running_var": torch.ones(2)}
    for mode in (True, False):
        model = computer.specimen.modules.network(layers, shown="model")
        computer.probe.modules.set_parameters(model, weights)
        labels = torch.tensor([0, 0, 0, 0, 1, 1])
        # Not in training mode, where some of the gradients would be nothing but rounding.
        computer.probe.modules.set_mode(model, False)
        computer.probe.modules.backward(model, X, labels)
        computer.probe.modules.set_buffers(model, buffers)
        computer.probe.modules.set_mode(model, mode)
        before = computer.probe.device_moves.state(model)
        gradients = computer.probe.modules.gradients(model)
        loader = loader_of(computer, [[[0, 1, 2], [3, 4, 5]]], X, labels)
        accuracy = computer.compute_accuracy(model, loader, "cpu")
        expect.close(
            accuracy,
            4 / 6,
            because="In evaluation mode this model says class 0 for all 6 examples and is right "
            "about 4. It has batch norm, which behaves differently in training mode.",
        )
        call = "compute_accuracy(model, loader, 'cpu')"
        expect.equal(
            computer.probe.device_moves.state(model, shown=call),
            before,
            because="Measuring has changed parameters or buffers.",
        )
        expect.equal(
            computer.probe.modules.gradients(model, shown=call),
            gradients,
            because="Measuring has changed the gradients.",
        )


@check(points=1, after=accuracy_counts_examples, evidence="claim")
def measures_without_a_graph(student: Student) -> None:
    """No autograd graph is recorded while the accuracy is measured."""
    computer = without_gpu(student)
    model = computer.specimen.modules.watched(echo(computer), shown="model")
    loader = loader_of(computer, [[[0, 1, 2], [3, 4, 5]]], LOGITS, LABELS)
    computer.compute_accuracy(model, loader, "cpu")
    seen = computer.probe.modules.seen(model, shown="compute_accuracy(model, loader, 'cpu')")
    expect.equal(
        sorted({call["graph"] for call in seen}),
        [False],
        because="The model's logits came with an autograd graph (or the model was never called). "
        "Nobody calls `backward` here: tell PyTorch not to record one.",
    )


# ---- devices that are not there ----


@check(points=2, after=(trains_on_the_device_asked_for, measures_on_the_device_asked_for))
def reports_a_missing_device(student: Student) -> None:
    """A device that the machine does not have is an error, and nothing has moved."""
    for gpus, device in (
        ({}, "cuda"),
        ({}, torch.device("mps")),
        ({"cuda": 1}, "cuda:3"),
        ({}, "gpu"),
    ):
        computer = with_gpus(student, **gpus)
        model, loader = classifier(computer), loader_of(computer, EPOCHS)
        for call in (
            lambda c=computer, d=device, m=model, lo=loader: c.train_on(d, m, lo, 1, 0.1),
            lambda c=computer, d=device, m=model, lo=loader: c.compute_accuracy(m, lo, d),
        ):
            error = expect.raises(
                MISSING,
                call,
                because="The machine of this check has no such device. That should be an error: a "
                "RuntimeError, a ValueError or an AssertionError.",
            )
            expect.that(
                bool(error.raised.message.strip()),
                "The machine has no such device, and a {kind} said so without a message. Its "
                "message should tell what is missing.",
                kind=error.raised.type,
            )
            expect.equal(
                computer.probe.device_moves.state(model),
                START | BUFFERS,
                because="The device was missing, and yet parameters or buffers have changed.",
            )
            expect.equal(
                sorted(set(computer.probe.device_moves.where(model).values())),
                ["cpu"],
                because="The device was missing, and yet the model has moved.",
            )
