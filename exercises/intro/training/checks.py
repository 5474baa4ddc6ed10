"""The visible checks of `training`.

Training, measuring and saving are judged on models of the grader's, so that they count even where
the network or the data set is not right yet.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn
from torch.nn.functional import linear

from grader.checks import Handle, SavedFile, Student, check, expect
from grader.checks.named_tuples import plain

Weights = dict[str, torch.Tensor]
Batches = Sequence[Sequence[int]]

X = torch.tensor(
    [[0.5, -1.0, 2.0], [1.5, 0.0, -0.5], [-1.0, 1.0, 0.5], [2.0, -0.5, 1.0], [-2.0, 0.5, -1.5]]
)
Y = torch.tensor([2, 0, 1, 0, 1])


def drawn(seed: int, *shapes: tuple[int, ...]) -> list[torch.Tensor]:
    """Draw normal random numbers."""
    generator = torch.Generator().manual_seed(seed)
    return [torch.randn(shape, generator=generator) for shape in shapes]


# ---- the network and the data set ----


def shapes(num_inputs: int, num_outputs: int) -> list[tuple[int, ...]]:
    """Shapes of the network's parameters."""
    return [(30, num_inputs), (30,), (20, 30), (20,), (num_outputs, 20), (num_outputs,)]


def network_logits(x: torch.Tensor, *weights: torch.Tensor) -> torch.Tensor:
    """Return what the network has to compute; `weights` in the order of `shapes`."""
    w1, b1, w2, b2, w3, b3 = weights
    x = torch.relu(x @ w1.T + b1)
    x = torch.relu(x @ w2.T + b2)
    return x @ w3.T + b3


def explain_no_parameters(student: Student, model: Handle) -> None:
    """Fail with what became of the parameters of a network that seems to have none."""
    kept = student.probe.modules.held(model, shown=f"{model!r}.parameters()")
    expect.that(
        "modules" not in kept,
        "PyTorch finds no parameters in {network}. It holds layers, but in a plain list, tuple or "
        "dict, and PyTorch does not look into those.",
        network=repr(model),
    )
    expect.that(
        kept == [],
        "PyTorch finds no parameters in {network}. It holds plain tensors, and PyTorch takes only "
        "nn.Parameter objects for parameters.",
        network=repr(model),
    )
    expect.fail(
        "PyTorch finds no parameters in {network}. It knows of layers and of nn.Parameter "
        "objects that `__init__` assigns to `self`, alone or in a container of PyTorch's own.",
        network=repr(model),
    )


@check(points=1)
def dataset_gives_each_example(student: Student) -> None:
    """`ToyDataset` has the right length, and gives each example as (features, label)."""
    dataset = student.ToyDataset(X[:4], Y[:4])
    expect.equal(
        len(dataset),
        4,
        because="The length of a data set is its number of examples. This one was made from 4 "
        "examples with 3 features each.",
    )
    for index in (0, 2, 3):
        expect.equal(plain(student, dataset[index]), (X[index], Y[index]))


@check(points=1)
def network_computes_the_logits(student: Student) -> None:
    """`NeuralNetwork` computes logits: ReLU after both hidden layers, nothing after the last."""
    for num_inputs, num_outputs in ((3, 4), (2, 2)):
        wanted = shapes(num_inputs, num_outputs)
        weights = [weight / 2 for weight in drawn(num_inputs, *wanted)]
        x = X[:2, :num_inputs]
        model = student.NeuralNetwork(num_inputs, num_outputs)
        call = f"{model!r}.parameters()"
        found = list(student.probe.modules.parameters(model, shown=call).values())
        if not found:
            explain_no_parameters(student, model)
        expect.that(
            student.probe.modules.set_parameters(model, weights, shown=call) is True,
            "The parameters of {network} have the shapes {shapes}, where {expected} were expected.",
            network=repr(model),
            shapes=[tuple(parameter.shape) for parameter in found],
            expected=wanted,
        )
        expect.close(
            model(x),
            network_logits,
            x,
            *weights,
            because="The grader has put weights of its own into your layers. With them the logits "
            "are not those of the task: follow x through `forward`, layer by layer.",
        )


# ---- training, on a small classifier: linear, tanh, linear ----

LAYERS = [["linear", 3, 4], ["tanh"], ["linear", 4, 3]]
NAMES = ("0.weight", "0.bias", "2.weight", "2.bias")
START = dict(zip(NAMES, drawn(7, (4, 3), (4,), (3, 4), (3,)), strict=True))


def cross_entropy(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Return the mean of -log softmax(logits)[label].

    Written out: the tolerance then allows for what rounding does to this formula, too.
    """
    return (logits.logsumexp(1) - logits.gather(1, labels[:, None])[:, 0]).mean()


def leaves(weights: Weights) -> Weights:
    """Return the weights as leaves that require gradients."""
    return {name: weight.detach().requires_grad_() for name, weight in weights.items()}


def step(loss: torch.Tensor, weights: Weights, lr: float) -> Weights:
    """Return the weights after one step of gradient descent."""
    gradients = torch.autograd.grad(loss, list(weights.values()))
    return leaves(
        {
            name: weight - lr * gradient
            for (name, weight), gradient in zip(weights.items(), gradients, strict=True)
        }
    )


def descent(
    x: torch.Tensor, weights: Weights, batches: Batches, lr: float, frozen: Sequence[str] = ()
) -> tuple[list[float], Weights]:
    """Return the losses and the final weights of the small classifier."""
    fixed = {name: weights[name] for name in frozen}
    moving = leaves({name: weights[name] for name in NAMES if name not in frozen})
    losses = []
    for rows in batches:
        w = moving | fixed
        hidden = torch.tanh(linear(x[rows], w["0.weight"], w["0.bias"]))
        loss = cross_entropy(linear(hidden, w["2.weight"], w["2.bias"]), Y[rows])
        losses.append(loss.item())
        moving = step(loss, moving, lr)
    return losses, {name: (moving | fixed)[name].detach() for name in NAMES}


def small_model(student: Student, **options: Any) -> Handle:
    """Build the small classifier in the student's process."""
    model: Handle = student.specimen.modules.network(LAYERS, shown="model", **options)
    student.probe.modules.set_parameters(model, list(START.values()))
    return model


def loader_of(
    student: Student, epochs: Sequence[Batches], x: torch.Tensor = X, y: torch.Tensor = Y
) -> Handle:
    """Build a loader that gives these rows of the data."""
    loader: Handle = student.specimen.data.loader(x, y, epochs, shown="loader")
    return loader


@check(points=4)
def steps_against_the_gradient(student: Student) -> None:
    """`train` makes one step of plain gradient descent for each batch, epoch after epoch."""
    model = small_model(student)
    watch = student.probe.modules.watch_steps(model)
    student.train(model, loader_of(student, [[[0, 1], [2, 3]]]), 1, 0.1)
    events = watch.events
    watch.stop()
    after = student.probe.modules.parameters(model, shown="train(model, loader, 1, 0.1)")
    if all(torch.equal(after[name], START[name]) for name in NAMES):
        explain_standstill(events)

    after = trained(student, small_model(student), [[[0, 1]]], 0.1)
    explain_factor(student, after)
    expect.close(
        after,
        lambda x, start: descent(x, start, [[0, 1]], 0.1)[1],
        X,
        START,
        because="One batch was trained on, once. Each parameter should now be its old value minus "
        "`lr` times its gradient of the batch's mean cross-entropy, and is not.",
    )

    def off(epochs: Sequence[Batches]) -> bool:
        after = trained(student, small_model(student), epochs, 0.25)
        wanted = descent(X, START, [rows for epoch in epochs for rows in epoch], 0.25)[1]
        return not all(torch.allclose(after[name], wanted[name], atol=1e-4) for name in NAMES)

    epochs = [[[4, 2], [0]], [[1, 0], [3]]]
    if off(epochs) and off([[[0, 1], [2, 3]]]):
        because = (
            "One batch comes out right, but two in an epoch do not. Each step should use the "
            "gradient of its own batch alone, and should be as large with two batches as with one."
        )
    elif off(epochs) and off(epochs[:1]):
        because = (
            "Batches of 2 examples come out right, but not a last batch of one example, which is "
            "smaller than the others."
        )
    else:
        if off(epochs):
            explain_second_epoch(student)
        because = (
            "One epoch comes out right, but two do not. In the second epoch the loader gives the "
            "examples in a new order, and the steps should be as large as in the first."
        )
    expect.close(
        trained(student, small_model(student), epochs, 0.25),
        lambda x, start: descent(x, start, [*epochs[0], *epochs[1]], 0.25)[1],
        X,
        START,
        because=because,
    )


def trained(student: Student, model: Handle, epochs: Sequence[Batches], lr: float) -> Weights:
    """Return the parameters that `train` leaves in a model."""
    student.train(model, loader_of(student, epochs), len(epochs), lr)
    call = f"train(model, loader, {len(epochs)}, {lr})"
    weights: Weights = student.probe.modules.parameters(model, shown=call)
    return weights


def explain_standstill(events: list[str]) -> None:
    """Fail with what was seen, where training has left every parameter as it was."""
    if "backward" not in events:
        expect.that(
            "step of others" not in events,
            "Training has left every parameter as it was. Another model was trained, not the one "
            "that was passed in.",
        )
        expect.fail(
            "Training has left every parameter as it was. No gradient ever reached them: is the "
            "loss still connected with the model when `backward` is called?"
        )
    expect.that(
        any(event.startswith("step") for event in events),
        "Training has left every parameter as it was. Gradients were computed, but no step "
        "followed that uses them.",
    )
    expect.that(
        "step of others" not in events,
        "Training has left every parameter as it was. Gradients were computed, but the steps moved "
        "other parameters than those of this model.",
    )
    expect.that(
        events[0] == "backward",
        "Training has left every parameter as it was. Each step came when there were no gradients: "
        "`backward` came only after it.",
    )
    expect.fail(
        "Training has left every parameter as it was. Gradients were computed, but they were gone "
        "again when the step came."
    )


def factor_of(moved: Weights, right: Weights) -> float | None:
    """Return how many times as far as it should a step goes, None where its direction is another.

    Args:
        moved: by how much each parameter has changed.
        right: by how much each should have.
    """
    went, wanted = (torch.cat([way[name].flatten() for name in NAMES]) for way in (moved, right))
    factor = float(went @ wanted / (wanted @ wanted))
    straight = bool((went - factor * wanted).abs().max() < 1e-3 * wanted.abs().max())
    return factor if straight else None


def change(after: Weights, before: Weights) -> Weights:
    """Return by how much each parameter has changed."""
    return {name: after[name] - before[name] for name in NAMES}


def length(way: Weights) -> float:
    """Return the length of a change of all parameters."""
    return float(torch.cat([way[name].flatten() for name in NAMES]).norm())


def explain_factor(student: Student, after: Weights) -> None:
    """Fail where a single step has the right direction, but not the right length.

    Args:
        after: the parameters after training on the first two examples with lr 0.1.
    """
    right = change(descent(X, START, [[0, 1]], 0.1)[1], START)
    factor = factor_of(change(after, START), right)
    if factor is None or abs(factor - 1) < 0.01:
        return
    if abs(factor) < 1e-3:
        expect.close(
            trained(student, small_model(student), [[[0, 1], [2, 3]]], 0.1),
            lambda x, start: descent(x, start, [[0, 1], [2, 3]], 0.1)[1],
            X,
            START,
            because="An epoch of one batch leaves the parameters as they were, and an epoch of two "
            "batches does not move them as two steps would. Every batch should make a step, with "
            "its own gradient.",
        )
        expect.fail("An epoch of one batch leaves the parameters as they were.")
    expect.that(
        factor > 0,
        "One batch was trained on, once. The parameters moved the wrong way, along the gradient of "
        "the batch's mean cross-entropy and not against it ({factor} times as far as `lr` says).",
        factor=f"{-factor:.3g}",
    )
    # Does the length of the gradient matter at all?
    other = change(trained(student, small_model(student), [[[2, 3]]], 0.1), START)
    other_right = change(descent(X, START, [[2, 3]], 0.1)[1], START)
    lengths = [length(change(after, START)), length(other)]
    expect.that(
        factor_of(other, other_right) is None or abs(lengths[0] - lengths[1]) > 1e-3 * lengths[0],
        "Two batches have gradients of the lengths {one} and {two}, but each moves the parameters "
        "equally far. The step should be `lr` times the gradient as it is.",
        one=f"{length(right) / 0.1:.3g}",
        two=f"{length(other_right) / 0.1:.3g}",
    )
    expect.fail(
        "One batch was trained on, once. The parameters moved {factor} times as far as `lr` times "
        "the gradient of the batch's mean cross-entropy.",
        factor=f"{factor:.3g}",
    )


def explain_second_epoch(student: Student) -> None:
    """Fail where the step of the second epoch has the right direction, but not the right length."""
    first = descent(X, START, [[0, 1]], 0.25)[1]
    right = change(descent(X, first, [[2, 3]], 0.25)[1], first)
    after = trained(student, small_model(student), [[[0, 1]], [[2, 3]]], 0.25)
    factor = factor_of(change(after, first), right)
    if factor is None or abs(factor - 1) < 0.01:
        return
    expect.that(
        abs(factor) > 1e-3,
        "One epoch comes out right. With `num_epochs=2` the second one changes nothing: the "
        "parameters are the same as after the first.",
    )
    expect.fail(
        "One epoch comes out right, but two do not. The step in the second epoch is {factor} times "
        "as large as `lr` times the gradient.",
        factor=f"{factor:.3g}",
    )


@check(points=3, after=steps_against_the_gradient)
def returns_the_loss_of_each_batch(student: Student) -> None:
    """`train` returns the loss of each batch: 0.75 0.65 0.44 0.13 0.03 0.00 for the book's data."""
    x = torch.tensor([[-1.2, 3.1], [-0.9, 2.9], [-0.5, 2.6], [2.3, -1.1], [2.7, -1.5]])
    y = torch.tensor([0, 0, 0, 1, 1])
    # What the book's seed gives: the initial weights, and the order of the examples.
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(123)
        layers = [nn.Linear(2, 30), nn.Linear(30, 20), nn.Linear(20, 2)]
    order = [[[2, 1], [3, 0]], [[3, 4], [1, 2]], [[0, 4], [1, 2]]]
    model = student.specimen.modules.network(
        [["linear", 2, 30], ["relu"], ["linear", 30, 20], ["relu"], ["linear", 20, 2]],
        shown="model",
    )
    student.probe.modules.set_parameters(model, [p for layer in layers for p in layer.parameters()])
    expect.close(
        floats(student.train(model, loader_of(student, order, x, y), 3, 0.5), 6),
        [0.75, 0.65, 0.44, 0.13, 0.03, 0.00],
        decimals=2,
        because="With the weights, the data and the order of the book, the losses are not the "
        "book's. Each should be the mean cross-entropy of its batch alone, from before the step.",
    )

    epochs = [[[4, 2], [0]], [[1, 0], [3]]]
    expect.close(
        floats(student.train(small_model(student), loader_of(student, epochs), 2, 0.25), 4),
        lambda x, start: descent(x, start, [*epochs[0], *epochs[1]], 0.25)[0],
        X,
        START,
        because="The losses are not exactly the mean cross-entropies of the batches.",
    )

    rising = [[[0]], [[1]], [[2]]]
    losses = student.train(small_model(student), loader_of(student, rising), 3, 1.0)
    expect.that(
        not isinstance(losses, list) or len(losses) == 3,
        "Each of 3 epochs has one batch, and the loss rises from epoch to epoch. The list has "
        "{count} losses: `num_epochs` says how many epochs there are, whatever the losses.",
        count=len(losses) if isinstance(losses, list) else 0,
    )
    expect.close(
        floats(losses, 3),
        lambda x, start: descent(x, start, [[0], [1], [2]], 1.0)[0],
        X,
        START,
        because="The losses are not exactly the mean cross-entropies of the batches.",
    )


def floats(losses: object, batches: int) -> list[float]:
    """Return a list of losses, if it is one with a float for each batch."""
    expect.is_a(losses, list)
    assert isinstance(losses, list)
    expect.that(
        len(losses) == batches,
        "The list has {count} losses for {batches} batches. One for each batch is asked for.",
        count=len(losses),
        batches=batches,
    )
    for loss in losses:
        expect.is_a(
            loss, float, because="The losses in the list should be Python floats, and are not."
        )
    return losses


# ---- a model with batch norm, which behaves differently in training and in evaluation ----

NORMED = [["linear_without_bias", 2, 3], ["batch_norm", 3], ["linear", 3, 2]]
NORMED_WEIGHTS = dict(
    zip(
        ("0.weight", "1.weight", "1.bias", "2.weight", "2.bias"),
        drawn(11, (3, 2), (3,), (3,), (2, 3), (2,)),
        strict=True,
    )
)
NORMED_BUFFERS = {
    "1.running_mean": torch.tensor([2.0, -1.0, 0.5]),
    "1.running_var": torch.tensor([0.5, 2.0, 1.0]),
    "1.num_batches_tracked": torch.tensor(3),
}
POINTS = torch.tensor([[1.0, 0.5], [-0.5, 2.0], [0.0, -1.0], [2.0, 1.0], [-1.5, 0.5], [1.0, -2.0]])
SIDES = torch.tensor([0, 1, 1, 0, 1, 0])


def normed_model(student: Student) -> Handle:
    """Build the model with batch norm in the student's process."""
    model: Handle = student.specimen.modules.network(NORMED, shown="model")
    student.probe.modules.set_parameters(model, list(NORMED_WEIGHTS.values()))
    student.probe.modules.set_buffers(model, NORMED_BUFFERS)
    return model


def normed_descent(x: torch.Tensor, weights: Weights, batches: Batches, lr: float) -> Weights:
    """Return the final parameters of the model with batch norm, trained in training mode."""
    w = leaves(weights)
    for rows in batches:
        hidden = linear(x[rows], w["0.weight"])
        hidden = (hidden - hidden.mean(0)) / (hidden.var(0, correction=0) + 1e-5).sqrt()
        logits = linear(hidden * w["1.weight"] + w["1.bias"], w["2.weight"], w["2.bias"])
        w = step(cross_entropy(logits, SIDES[rows]), w, lr)
    return {name: weight.detach() for name, weight in w.items()}


@check(points=2, after=steps_against_the_gradient)
def trains_models_as_they_come(student: Student) -> None:
    """A model that comes in evaluation mode, or with frozen layers, is trained rightly."""
    epochs = [[[0, 1, 2], [3, 4, 5]], [[5, 0, 3], [1, 4, 2]]]

    def from_evaluation(count: int) -> Weights:
        model = normed_model(student)
        student.probe.modules.set_mode(model, False)
        student.train(model, loader_of(student, epochs, POINTS, SIDES), count, 0.2)
        call = f"train(model, loader, {count}, 0.2)"
        weights: Weights = student.probe.modules.parameters(model, shown=call)
        return weights

    first, wanted = from_evaluation(1), normed_descent(POINTS, NORMED_WEIGHTS, epochs[0], 0.2)
    because = (
        "The model came in evaluation mode. Its first epoch is right, but not the second: is it "
        "still in training mode then?"
    )
    if not all(torch.allclose(first[name], wanted[name], atol=1e-4) for name in wanted):
        because = (
            "The model came in evaluation mode, and its batch norm did not work as in training "
            "mode."
        )
    expect.close(
        from_evaluation(2),
        lambda x, weights: normed_descent(x, weights, [*epochs[0], *epochs[1]], 0.2),
        POINTS,
        NORMED_WEIGHTS,
        because=because,
    )

    expect.close(
        trained(student, small_model(student, frozen=[0]), [[[0, 1]]], 0.1),
        lambda x, start: descent(x, start, [[0, 1]], 0.1, frozen=NAMES[:2])[1],
        X,
        START,
        because="The first layer of this model is frozen (`requires_grad` is False). It should "
        "stay as it is, and the last layer should move as always.",
    )


# ---- measuring ----


@check(points=3)
def accuracy_counts_examples(student: Student) -> None:
    """`compute_accuracy` is the share of right predictions, for batches of all sizes."""

    def scored(
        logits: list[list[float]],
        labels: list[int],
        batches: Batches,
        wanted: float,
        because: str,
    ) -> None:
        """Measure a model whose logits are its inputs."""
        x, y = torch.tensor(logits), torch.tensor(labels)
        layer = ["linear_without_bias", x.shape[1], x.shape[1]]
        model = student.specimen.modules.network([layer], shown="model")
        student.probe.modules.set_parameters(model, [torch.eye(x.shape[1])])
        accuracy = student.compute_accuracy(model, loader_of(student, [batches], x, y))
        if type(accuracy) is int and accuracy != wanted:
            accuracy = float(accuracy)  # a wrong number says more than its type
        expect.is_a(accuracy, float)
        expect.close(accuracy, wanted, because=because)

    sides = [[4, 1], [-1, 0.25], [-2, 0.125], [3, 2], [2, 0.75], [1, 3], [1.5, 1.25]]
    scored(
        sides,
        [0, 1, 1, 0, 1, 0, 0],
        [[0, 1, 2, 3, 4, 5, 6]],
        5 / 7,
        because="In a single batch of 7 examples the model is right about 5.",
    )
    logits = [[3.0, 1, 2], [0, 4, 1], [1, 0, 2], [2, 1, 0], [1, 3, 0], [0, 1, 5], [4, 2, 1]]
    labels = [0, 1, 2, 0, 2, 2, 1]
    scored(
        logits,
        labels,
        [[0, 1, 4], [3, 5, 6], [2]],
        5 / 7,
        because="In batches of 3, 3 and 1 examples the model is right about 2, 2 and 1: 5 of 7. "
        "Every example counts the same.",
    )
    scored(
        logits,
        labels,
        [[3, 4, 5], [0, 6, 1]],
        4 / 6,
        because="The loader gives 6 of the 7 examples of its data set, and the model is right "
        "about 4. The one that is left out does not count.",
    )
    scored(
        logits,
        labels,
        [[4], [0], [5]],
        2 / 3,
        because="In three batches of one example each the model is right about 2.",
    )
    scored(
        logits,
        labels,
        [[0, 1, 4]],
        2 / 3,
        because="In a batch of 3 examples with 3 classes the model is right about 2.",
    )
    scored(logits, labels, [[4, 6]], 0.0, because="The model is wrong about both examples.")
    scored(logits, labels, [[0, 1], [2, 3]], 1.0, because="The model is right about all.")


def sided_model(student: Student) -> Handle:
    """Build a model with batch norm that always says class 1, but in evaluation mode only."""
    layers = [["linear_without_bias", 2, 2], ["batch_norm", 2]]
    model: Handle = student.specimen.modules.network(layers, shown="model")
    ones, zeros = torch.ones(2), torch.zeros(2)
    student.probe.modules.set_parameters(model, [torch.eye(2), ones, zeros])
    buffers = {"1.running_mean": torch.tensor([10.0, 0.0]), "1.running_var": ones}
    student.probe.modules.set_buffers(model, buffers)
    return model


@check(points=2, after=accuracy_counts_examples)
def measures_in_evaluation_mode(student: Student) -> None:
    """The model predicts in evaluation mode, and is left as it was."""
    model, probe = sided_model(student), student.probe.modules
    probe.backward(model, POINTS, SIDES)
    before = probe.trainable(model), probe.state(model), probe.gradients(model)
    loader = loader_of(student, [[[0, 1, 2, 3], [4, 5]]], POINTS, SIDES)
    expect.close(
        student.compute_accuracy(model, loader),
        3 / 6,
        because="In evaluation mode this model says class 1 for all 6 examples and is right about "
        "3. It has batch norm, which behaves differently in training mode.",
    )
    call = "compute_accuracy(model, loader)"
    expect.equal(
        probe.trainable(model, shown=call),
        before[0],
        because="Measuring has changed `requires_grad` of the parameters, so training can't go on "
        "as before.",
    )
    expect.equal(
        probe.state(model, shown=call),
        before[1],
        because="Measuring has changed parameters or buffers.",
    )
    expect.equal(
        probe.gradients(model, shown=call),
        before[2],
        because="Measuring has changed the gradients.",
    )


@check(points=1, after=accuracy_counts_examples, evidence="claim")
def measures_without_a_graph(student: Student) -> None:
    """No autograd graph is recorded while the accuracy is measured."""
    model = student.specimen.modules.watched(sided_model(student), shown="model")
    loader = loader_of(student, [[[0, 1, 2], [3, 4, 5]]], POINTS, SIDES)
    student.compute_accuracy(model, loader)
    seen = student.probe.modules.seen(model, shown="compute_accuracy(model, loader)")
    expect.that(len(seen) > 0, "The model was never called.")
    expect.that(
        not any(call["graph"] for call in seen),
        "The model's logits came with an autograd graph. Nobody calls `backward` here: tell "
        "PyTorch not to record one.",
    )


# ---- files ----


def opened(student: Student, path: str) -> Weights:
    """Return what a saved file holds, read in a clean process."""
    file = SavedFile.read(student, path)
    classes = sorted(file.classes(), key=lambda name: (name.startswith("__builtin__"), name))
    expect.that(
        not classes,
        "The file refers to classes that a state dict has no need of, such as {name}. Was the "
        "whole model saved, and not its state dict?",
        name="".join(classes[:1]).replace(" ", "."),
    )
    weights = file.load(student)
    expect.that(
        weights is not None,
        "The file holds no state dict: torch.load(path, weights_only=True) does not give a dict "
        "from names to tensors.",
    )
    assert weights is not None
    return weights


@check(points=2)
def saves_the_state_dict(student: Student) -> None:
    """`save_model` writes the whole state dict to the file, exactly, and nothing else."""
    model, state = normed_model(student), NORMED_WEIGHTS | NORMED_BUFFERS
    student.save_model(model, "normed.pt")
    weights = opened(student, "normed.pt")
    expect.equal(
        sorted(weights),
        sorted(state),
        because="The names in the file are not those of the model's state dict.",
    )
    for name, value in state.items():
        expect.that(
            weights[name].dtype == value.dtype,
            "In the file `{name}` is of the dtype {found}; in the model it is {wanted}.",
            name=name,
            found=str(weights[name].dtype),
            wanted=str(value.dtype),
        )
        expect.equal(weights[name], value, because="The file holds other values than the model.")
    now = student.probe.modules.state(model, shown="save_model(model, 'normed.pt')")
    expect.equal(now, state, because="Saving has changed the model.")


def loaded(student: Student, path: str | Handle) -> Handle:
    """Load a network with 2 inputs and 3 outputs."""
    model = student.load_model(path, 2, 3)
    expect.that(
        isinstance(model, Handle) and student.probe.modules.is_module(model) is True,
        "`load_model` gave back {what}, where a NeuralNetwork was expected.",
        what="None" if model is None else getattr(model, "kind", type(model).__name__),
    )
    assert isinstance(model, Handle)
    return model


@check(points=2, after=(network_computes_the_logits, saves_the_state_dict))
def loads_what_was_saved(student: Student) -> None:
    """`load_model` gives back the network that was saved, later and in another program too."""
    x = X[:, :2]
    model = student.NeuralNetwork(2, 3)
    student.probe.modules.set_parameters(model, drawn(1, *shapes(2, 3)))
    saved = model(x)
    student.save_model(model, "network.pt")
    student.probe.modules.set_parameters(model, drawn(2, *shapes(2, 3)))
    changed = model(x)

    result = loaded(student, "network.pt")(x)
    expect.shape(result, 5, 3)
    expect.that(
        not torch.equal(result, changed),
        "The model was changed after it had been saved, and the loaded network has the change. "
        "It should have what was in the model when it was saved: what is in the file.",
    )
    expect.equal(
        result, saved, because="The loaded network gives other logits than the one that was saved."
    )

    path = student.specimen.files.path("network.pt", shown="Path('network.pt')")
    student.save_model(model, path)
    for place in (path, "network.pt"):
        expect.equal(
            loaded(student, place)(x),
            changed,
            because="The model was changed and saved again, to the same path. The loaded network "
            "is not the one that was saved last.",
        )

    elsewhere = student.fresh()
    elsewhere.probe.files.write("copy.pt", SavedFile.read(student, "network.pt").tensor)
    expect.equal(
        loaded(elsewhere, "copy.pt")(x),
        changed,
        because="In another process, which has the file and nothing else, the loaded network gives "
        "other logits than the one that was saved.",
    )


@check(points=2, after=loads_what_was_saved)
def reports_files_that_do_not_fit(student: Student) -> None:
    """`load_model` raises an error if there is no file, or if it is another architecture's."""
    expect.raises("FileNotFoundError", lambda: student.load_model("no_such_file.pt", 2, 3))

    misfits = ("RuntimeError", "ValueError")
    student.save_model(student.NeuralNetwork(2, 3), "network.pt")

    def of_size(num_inputs: int, num_outputs: int) -> object:
        model = student.load_model("network.pt", num_inputs, num_outputs)
        if isinstance(model, Handle) and student.probe.modules.is_module(model) is True:
            call = f"load_model('network.pt', {num_inputs}, {num_outputs})"
            found = student.probe.modules.parameters(model, shown=call).values()
            expect.equal(
                sorted(tuple(parameter.shape) for parameter in found),
                sorted(shapes(num_inputs, num_outputs)),
                because="The file holds a network with 2 inputs and 3 outputs. Asked for another "
                "size, `load_model` gave back a network whose parameters have not the shapes of "
                "that size. It should raise a RuntimeError or a ValueError.",
            )
        return model

    for num_inputs, num_outputs in ((3, 3), (2, 2), (5, 4)):
        expect.raises(
            misfits,
            lambda i=num_inputs, o=num_outputs: of_size(i, o),
            because="The file holds a network with 2 inputs and 3 outputs. Asked for another size, "
            "`load_model` should raise a RuntimeError or a ValueError.",
        )

    # The same file with other entries, made where no student's code runs.
    clean, weights = student.fresh(load=False), opened(student, "network.pt")

    def altered(entries: Weights) -> object:
        clean.probe.files.save_weights("altered.pt", entries)
        student.probe.files.write("altered.pt", SavedFile.read(clean, "altered.pt").tensor)
        return student.load_model("altered.pt", 2, 3)

    first = next(iter(weights))
    rest = {name: value for name, value in weights.items() if name != first}
    expect.raises(
        misfits,
        lambda: altered(rest | {f"other.{first}": weights[first]}),
        because="One of the file's entries has a name that the network does not know, and one that "
        "the network needs is not there. That should be a RuntimeError or a ValueError.",
    )
    expect.raises(
        misfits,
        lambda: altered(rest),
        because="The file lacks an entry that the network needs. That should be a RuntimeError or "
        "a ValueError.",
    )
    expect.raises(
        misfits,
        lambda: altered(weights | {"other.weight": torch.ones(2, 2)}),
        because="The file has an entry too many. That should be a RuntimeError or a ValueError.",
    )
