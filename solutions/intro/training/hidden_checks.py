"""The hidden checks of `training`: data, settings and batches that nobody has seen before."""

from collections.abc import Sequence

import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn.functional import linear

from grader.checks import SavedFile, Student, StudentRaised, check, expect, sizes

Weights = dict[str, torch.Tensor]
NAMES = ("0.weight", "0.bias", "2.weight", "2.bias")


def normal(seed: int, *shapes: tuple[int, ...]) -> list[torch.Tensor]:
    """Draw normal random numbers."""
    generator = torch.Generator().manual_seed(seed)
    return [torch.randn(shape, generator=generator) for shape in shapes]


def order(
    rows: int, size: int, epochs: int, *, drop_last: bool, seed: int
) -> list[list[list[int]]]:
    """Return batches of all rows for each epoch, in an order that is new every time."""
    generator = torch.Generator().manual_seed(seed)
    orders = [torch.randperm(rows, generator=generator).tolist() for _ in range(epochs)]
    end = rows // size * size if drop_last and rows >= size else rows
    return [[rows_[at : min(at + size, end)] for at in range(0, end, size)] for rows_ in orders]


def descent(
    x: torch.Tensor,
    weights: Weights,
    labels: torch.Tensor,
    batches: list[list[int]],
    lr: float,
    frozen: Sequence[str],
) -> tuple[list[float], Weights]:
    """Return the losses and the final weights of linear, tanh, linear."""
    w = {name: weight.detach() for name, weight in weights.items()}
    moving = [name for name in NAMES if name not in frozen]
    losses = []
    for rows in batches:
        w |= {name: w[name].detach().requires_grad_() for name in moving}
        hidden = torch.tanh(linear(x[rows], w["0.weight"], w["0.bias"]))
        logits = linear(hidden, w["2.weight"], w["2.bias"])
        # Cross-entropy, written out: the tolerance then allows for its rounding, too.
        loss = (logits.logsumexp(1) - logits.gather(1, labels[rows, None])[:, 0]).mean()
        gradients = torch.autograd.grad(loss, [w[name] for name in moving])
        w |= {n: w[n] - lr * g for n, g in zip(moving, gradients, strict=True)}
        losses.append(loss.item())
    return losses, {name: w[name].detach() for name in NAMES}


@check(
    points=4,
    after=(
        "returns_the_loss_of_each_batch",
        "trains_models_as_they_come",
        "measures_in_evaluation_mode",
    ),
    examples=4,
)
@given(
    rows=sizes(4, 5),
    classes=sizes(2, 4),
    size=sizes(1, 2),
    epochs=st.sampled_from([(1, 1), (0, 2), (2, 0)]),
    lr=st.sampled_from([0.125, 0.01, 0.3]),
    frozen=st.sampled_from([(), (0,), (2,)]),
    steep=st.booleans(),
    drop_last=st.booleans(),
    seed=sizes(0, 999),
)
def trains_with_any_settings(
    student: Student,
    rows: int,
    classes: int,
    size: int,
    epochs: tuple[int, int],
    lr: float,
    frozen: tuple[int, ...],
    steep: bool,  # noqa: FBT001 - drawn
    drop_last: bool,  # noqa: FBT001 - drawn
    seed: int,
) -> None:
    """Training is right for all settings, also when it goes on after the accuracy was measured."""
    x, *weights = normal(seed, (rows, 2), (3, 2), (3,), (classes, 3), (classes,))
    labels = torch.randint(0, classes, (rows,), generator=torch.Generator().manual_seed(seed))
    # Large weights in the last layer make large gradients in the first one.
    weights[2] *= 8 if steep else 1
    batches = order(rows, size, sum(epochs), drop_last=drop_last, seed=seed)
    loader = student.specimen.data.loader(x, labels, batches, shown="loader")
    test_loader = student.specimen.data.loader(x, labels, [[[0], [1]]], shown="test_loader")
    layers = [["linear", 2, 3], ["tanh"], ["linear", 3, classes]]
    model = student.specimen.modules.network(layers, frozen=frozen, shown="model")
    student.probe.modules.set_parameters(model, weights)

    losses = [student.train(model, loader, epochs[0], lr)]
    student.compute_accuracy(model, test_loader)
    losses.append(student.train(model, loader, epochs[1], lr))
    call = f"train(model, loader, {epochs[1]}, {lr})"
    after = student.probe.modules.parameters(model, shown=call)

    expect.is_a(losses[0], list)
    expect.is_a(losses[1], list)
    flat = [rows for epoch in batches for rows in epoch]
    stay = [name for name in NAMES if int(name[0]) in frozen]
    expect.close(
        [after, losses[0] + losses[1]],
        lambda x, weights: list(descent(x, weights, labels, flat, lr, stay))[::-1],
        x,
        dict(zip(NAMES, weights, strict=True)),
    )


@check(points=2, after="accuracy_counts_examples", examples=12)
@given(
    rows=sizes(1, 9),
    classes=sizes(2, 4),
    size=sizes(1, 5),
    drop_last=st.booleans(),
    seed=sizes(0, 999),
)
def measures_any_batches(
    student: Student,
    rows: int,
    classes: int,
    size: int,
    drop_last: bool,  # noqa: FBT001 - drawn
    seed: int,
) -> None:
    """The accuracy is right for all numbers of examples and classes, and all batch sizes."""
    (logits,) = normal(seed, (rows, classes))
    labels = torch.randint(0, classes, (rows,), generator=torch.Generator().manual_seed(seed))
    drop = drop_last and rows >= size
    layer = ["linear_without_bias", classes, classes]
    model = student.specimen.modules.network([layer], shown="model")
    student.probe.modules.set_parameters(model, [torch.eye(classes)])
    data = student.specimen.data.dataset(logits, labels)
    loader = student.specimen.data.batches(data, size, drop_last=drop, shown="loader")
    accuracy = student.compute_accuracy(model, loader)
    given_out = rows // size * size if drop else rows
    right = (logits.argmax(1) == labels)[:given_out].sum().item()
    expect.is_a(accuracy, float)
    expect.close(accuracy, right / given_out)


@check(
    points=3,
    after=(
        "dataset_gives_each_example",
        "network_computes_the_logits",
        "trains_models_as_they_come",
        "loads_what_was_saved",
    ),
    examples=2,
)
@given(classes=sizes(2, 3), seed=sizes(0, 9999))
def learns_data_that_nobody_has_seen(student: Student, classes: int, seed: int) -> None:
    """The network learns a hidden data set, and predicts it when it is loaded from its file."""
    centres, noise = normal(seed, (classes, 4), (80, 4))
    # Far from one another, in directions that nobody can know.
    centres = 3 * torch.linalg.qr(centres.T).Q.T
    labels = torch.randint(0, classes, (80,), generator=torch.Generator().manual_seed(seed))
    x = centres[labels] + 0.5 * noise
    student.seed(seed)
    data = student.ToyDataset(x[:40], labels[:40])
    loader = student.specimen.data.batches(data, 8, shuffle=True, seed=seed)
    model = student.NeuralNetwork(4, classes)
    student.train(model, loader, 20, 0.3)
    student.save_model(model, "learned.pt")

    # The labels of the rest never leave this process: predictions come back and are scored here.
    elsewhere = student.fresh()
    elsewhere.probe.files.write("learned.pt", SavedFile.read(student, "learned.pt").tensor)
    model = elsewhere.load_model("learned.pt", 4, classes)
    logits = elsewhere.probe.modules.outputs(model, x[40:])
    expect.shape(logits, 40, classes)
    right = (logits.argmax(1) == labels[40:]).sum().item()
    expect.that(
        right >= 38,
        "The network was trained on 40 examples, saved, and loaded in another process. Of 40 other "
        "examples of the same kind it predicts {right} rightly, where at least 38 were expected.",
        right=right,
    )


@check(points=1, after="loads_what_was_saved")
def runs_no_code_from_the_file(student: Student) -> None:
    """A file with code in it is an error for `load_model`, and the code is not run."""
    student.seed(0)
    student.save_model(student.NeuralNetwork(2, 3), "network.pt")
    weights = SavedFile.read(student, "network.pt").load(student)
    expect.that(weights is not None, "The file that was saved holds no state dict.")
    assert weights is not None
    name, value = weights.popitem()
    # Whoever runs it gets a network that fits, and an empty file.
    code = f"[open('ran', 'x').close(), __import__('torch').zeros({tuple(value.shape)})][1]"
    clean = student.fresh(load=False)
    clean.probe.files.save_code("code.pt", weights, {name: code})
    student.probe.files.write("code.pt", SavedFile.read(clean, "code.pt").tensor)
    raised = False
    try:
        student.load_model("code.pt", 2, 3)
    except StudentRaised:
        raised = True
    expect.that(
        student.probe.files.read("ran", 1, shown="load_model('code.pt', 2, 3)") is None,
        "One entry of the file was no tensor but code, which `load_model` has run. It made a file.",
    )
    expect.that(
        raised,
        "One entry of the file was no tensor but code. `load_model` gave back a network all the "
        "same; it should raise an error.",
    )
