"""The visible checks of `forward_pass`.

All models are the grader's own, with weights that it sets: what they have to give is known here.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from grader.checks import Handle, Student, StudentRaised, check, expect

FUNCTIONS = ("logits", "predict_proba", "predict")


def drawn(seed: int, *shapes: tuple[int, ...]) -> list[torch.Tensor]:
    """Draw normal random numbers."""
    generator = torch.Generator().manual_seed(seed)
    return [torch.randn(shape, generator=generator) for shape in shapes]


def softmax(logits: torch.Tensor) -> torch.Tensor:
    """Return the probabilities of each row; written out, so that its rounding is allowed for."""
    return (logits - logits.logsumexp(1, keepdim=True)).exp()


def call(student: Student, name: str, model: Handle, x: torch.Tensor) -> Any:
    """Call one of the student's functions."""
    return getattr(student, name)(model, x)


def model_of(student: Student, layers: list[Any], weights: list[torch.Tensor]) -> Handle:
    """Build a model with these weights."""
    model: Handle = student.specimen.modules.network(layers, shown="model")
    student.probe.modules.set_parameters(model, weights)
    return model


def passing_on(student: Student, classes: int) -> Handle:
    """Build a model whose logits are its inputs."""
    return model_of(student, [["linear_without_bias", classes, classes]], [torch.eye(classes)])


def of_the_book(student: Student) -> tuple[Handle, torch.Tensor]:
    """Build the book's network with the weights of its seed, and its batch."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(123)
        layers = [nn.Linear(50, 30), nn.Linear(30, 20), nn.Linear(20, 3)]
        torch.manual_seed(123)
        x = torch.rand(1, 50)
    recipe = [["linear", 50, 30], ["relu"], ["linear", 30, 20], ["relu"], ["linear", 20, 3]]
    weights = [p.detach() for layer in layers for p in layer.parameters()]
    return model_of(student, recipe, weights), x


@check(points=2)
def gives_the_logits(student: Student) -> None:
    """`logits` gives the model's logits: -0.1262, 0.1080, -0.1792 for the book's network."""
    model, x = of_the_book(student)
    result = student.logits(model, x)
    expect.shape(result, 1, 3)
    expect.close(
        result,
        torch.tensor([[-0.1262, 0.1080, -0.1792]]),
        decimals=4,
        because="This model has the weights of the book, and X is the book's. The logits are not "
        "the book's: they should be what the model gives, and nothing done to them.",
    )
    weight, bias, x = drawn(3, (2, 3), (2,), (4, 3))
    model = model_of(student, [["linear", 3, 2]], [weight, bias])
    result = student.logits(model, x)
    expect.shape(result, 4, 2)
    expect.close(
        result,
        lambda x, weight, bias: x @ weight.T + bias,
        x,
        weight,
        bias,
        because="This model is nn.Linear(3, 2), and X is a batch of 4 examples. The logits are not "
        "what the model gives.",
    )


@check(points=3)
def gives_the_probabilities(student: Student) -> None:
    """`predict_proba` gives probabilities: 0.3113, 0.3934, 0.2952 for the book's network."""
    model, x = of_the_book(student)
    result = student.predict_proba(model, x)
    expect.shape(result, 1, 3)
    expect.close(
        result,
        torch.tensor([[0.3113, 0.3934, 0.2952]]),
        decimals=4,
        because="This model has the weights of the book, and X is the book's. The probabilities "
        "are not the book's 0.3113, 0.3934 and 0.2952.",
    )
    x = torch.tensor([[1.0, 2, 4], [6, 1, 2], [3, 7, 1], [1, 1, 1]]).log()
    result = student.predict_proba(passing_on(student, 3), x)
    expect.shape(result, 4, 3)
    expect.dtype(result, torch.float32)
    expect.close(
        result,
        softmax,
        x,
        because="This model hands on its input. The logits are the logarithms of [1, 2, 4], "
        "[6, 1, 2], [3, 7, 1] and [1, 1, 1], so the probabilities are these numbers, each divided "
        "by the sum of its row.",
    )


@check(points=2)
def predicts_the_best_class(student: Student) -> None:
    """`predict` gives the class with the largest logit for each example."""

    def predicts(rows: list[list[float]], wanted: list[int], because: str) -> None:
        x = torch.tensor(rows)
        student.seed(0)  # who draws a class at random draws the same one each time
        result = student.predict(passing_on(student, x.shape[1]), x)
        expect.shape(result, len(wanted))
        expect.dtype(result, torch.int64)
        expect.equal(result, torch.tensor(wanted), because=because)

    predicts(
        [[3.0, 1, 2], [0, 4, 1], [1, 0, 2.5], [5, 0.5, 0]],
        [0, 1, 2, 0],
        "This model hands on its input: 4 examples, 3 classes. For each row, the class with the "
        "largest number was expected.",
    )
    predicts(
        [[2.0, 1], [-3, -1]],
        [0, 1],
        "This model hands on its input, and there are two classes. The larger logit decides, also "
        "where both are large or both are negative.",
    )
    predicts(
        [[1.0, -1, 0.5, 2, 1.5]],
        [3],
        "This model hands on its input: a single example, 5 classes.",
    )
    predicts(
        [[0.5], [-2.0]],
        [0, 0],
        "There is a single class, so it is the best one for every example.",
    )


# ---- models that behave differently in training and in evaluation ----

DROPPING = [["linear_without_bias", 4, 4], ["dropout", 0.5]]
NORMED = [["linear_without_bias", 4, 4], ["batch_norm", 4]]
NOISY = [["linear_without_bias", 4, 4], ["noise"]]
DEEP = [["linear_without_bias", 4, 4], [[["batch_norm", 4], ["dropout", 0.5]], ["identity"]]]
MEAN, VARIANCE = torch.tensor([2.0, -1.0, 0.5, 0.0]), torch.tensor([0.25, 4.0, 1.0, 2.0])
X = torch.tensor(
    [[1.0, 3.0, 2.0, -1.0], [2.5, -1.5, 0.0, 0.5], [0.0, 1.0, -2.0, 4.0], [3.5, 0.5, 1.0, 2.0]]
)


def normed(x: torch.Tensor) -> torch.Tensor:
    """Return what a batch norm with these running statistics gives in evaluation mode."""
    return (x - MEAN.to(x.dtype)) / (VARIANCE.to(x.dtype) + 1e-5).sqrt()


def changing(student: Student, layers: list[Any], norm: str | None = None) -> Handle:
    """Build one of these models; `norm` is the name of the batch norm in it."""
    ones, zeros = torch.ones(4), torch.zeros(4)
    model = model_of(student, layers, [torch.eye(4), ones, zeros] if norm else [torch.eye(4)])
    if norm:
        buffers = {f"{norm}.running_mean": MEAN, f"{norm}.running_var": VARIANCE}
        student.probe.modules.set_buffers(model, buffers)
    return model


@check(points=3, after=(gives_the_logits, gives_the_probabilities, predicts_the_best_class))
def asks_in_evaluation_mode(student: Student) -> None:
    """The model computes in evaluation mode, with all that is in it."""

    def evaluates(
        build: Callable[[], Handle], logits: Callable[[torch.Tensor], torch.Tensor], because: str
    ) -> None:
        student.seed(0)
        expect.close(student.logits(build(), X), logits, X, because=because)
        probabilities = student.predict_proba(build(), X)
        expect.close(probabilities, lambda x: softmax(logits(x)), X, because=because)
        expect.equal(student.predict(build(), X), logits(X).argmax(1), because=because)

    evaluates(
        lambda: student.specimen.modules.network([["dropout", 0.5]], shown="layers")[0],
        torch.clone,
        "This model is nn.Dropout(0.5) and came in training mode. In evaluation mode it drops "
        "nothing, and hands on its input.",
    )
    evaluates(
        lambda: changing(student, DROPPING),
        torch.clone,
        "This model came in training mode and has a dropout. In evaluation mode that drops "
        "nothing, and hands on its input.",
    )
    evaluates(
        lambda: changing(student, NORMED, "1"),
        normed,
        "This model came in training mode and has a batch norm. In evaluation mode that uses its "
        "running statistics, and not those of the batch.",
    )
    evaluates(
        lambda: changing(student, DEEP, "1.0.0"),
        normed,
        "This model has a batch norm and a dropout two levels down. They have to be in evaluation "
        "mode as well.",
    )
    evaluates(
        lambda: changing(student, NOISY),
        torch.clone,
        "This model came in training mode and has a layer of a class that is not from PyTorch. In "
        "training mode that adds noise, in evaluation mode it hands on its input.",
    )


def recording_switch(student: Student) -> Handle | None:
    """Return `torch.set_grad_enabled` over there; None where the file does not name `torch`."""
    try:
        switch = student.torch.value().set_grad_enabled
        switch(True)
    except StudentRaised:
        return None
    return switch if isinstance(switch, Handle) else None


@check(points=2, after=gives_the_logits, evidence="claim")
def records_no_graph(student: Student) -> None:
    """No autograd graph is recorded, and afterwards PyTorch records graphs as before."""
    alone = student.fresh()
    for name in FUNCTIONS:
        inner = alone.specimen.modules.network([["linear", 4, 3]])
        model = alone.specimen.modules.watched(inner, shown="model")
        result = getattr(alone, name).kept(model, X)
        facts = alone.probe.tensors.facts(result, shown=repr(result))
        expect.equal(
            facts["tensor"] and facts["requires_grad"],
            False,
            because="The result still holds on to an autograd graph, and with it to everything "
            "that the model computed on the way. Nobody calls `backward` here.",
        )
        seen = alone.probe.modules.seen(model, shown=repr(result))
        expect.that(len(seen) > 0, "The model was never called.")
        expect.equal(
            [forward["graph"] for forward in seen],
            [False] * len(seen),
            because="The result has no autograd graph, but one was recorded while the model "
            "computed. That costs memory and time: tell PyTorch before, not afterwards.",
        )
        model(X)
        last = alone.probe.modules.seen(model, shown=repr(result))[-1]
        expect.equal(
            last["grad"],
            True,
            because="After the call PyTorch records no graphs any more, for anybody in this "
            "program: nothing can be trained. The switch has to be put back.",
        )
        switch = recording_switch(alone)
        if switch is None:
            continue
        switch(False)
        call(alone, name, model, X)
        model(X)
        last = alone.probe.modules.seen(model, shown=repr(result))[-1]
        expect.equal(
            last["grad"],
            False,
            because="Before this call the caller had switched recording off, as in a "
            "`torch.no_grad()` block. After it PyTorch records graphs. It should do as before.",
        )
        switch(True)


# ---- the model is left as it was ----

PARTED = [["linear", 4, 3], ["batch_norm", 3], [["dropout", 0.5], ["linear", 3, 3]], ["relu"]]


def modes(model: Handle) -> dict[str, Any]:
    """Return the mode of every module in a model, by name."""
    return {name: module.training for name, module in model.named_modules()}


@check(points=3, after=gives_the_logits, evidence="claim")
def leaves_every_mode(student: Student) -> None:
    """Every module in the model has the mode that it had before."""
    set_mode = student.probe.modules.set_mode

    def leaves(training: bool, other: int | None, because: str) -> None:
        for name in FUNCTIONS:
            model = student.specimen.modules.network(PARTED, shown="model")
            set_mode(model, training)
            if other is not None:
                set_mode(model[other], not training)
            before = modes(model)
            call(student, name, model, X)
            expect.equal(modes(model), before, because=because)

    leaves(True, None, "The model came in training mode. Now its modules are in other modes.")
    leaves(False, None, "The model came in evaluation mode. Now its modules are in other modes.")
    leaves(
        True,
        1,
        "The model came in training mode, but for its batch norm, which somebody had put in "
        "evaluation mode. Each module should have the mode that it had, and one has not.",
    )
    leaves(
        False,
        2,
        "The model came in evaluation mode, but for `model[2]`, which was in training mode. Each "
        "module should have the mode that it had, and one has not.",
    )


@check(points=2, after=(gives_the_logits, asks_in_evaluation_mode), evidence="claim")
def leaves_values_and_gradients(student: Student) -> None:
    """Parameters, buffers, gradients and `requires_grad` stay as they were."""
    alone = student.fresh()
    probe = alone.probe.modules
    made = []
    for name in FUNCTIONS:
        model = alone.specimen.modules.network(PARTED, frozen=[0], shown="model")
        alone.seed(0)
        probe.backward(model, X, torch.tensor([0, 1, 2, 0]))
        made.append((name, model))
    for name, model in made:
        before = probe.trainable(model), probe.gradients(model), probe.state(model)
        after = f"{name}(model, X)"
        call(alone, name, model, X)
        expect.equal(
            probe.trainable(model, shown=after),
            before[0],
            because="The call has changed `requires_grad` of the parameters: what was trained "
            "before can't be trained on, or what was frozen is no longer frozen.",
        )
        expect.equal(
            probe.gradients(model, shown=after),
            before[1],
            because="The call has changed the gradients in `.grad`. Somebody may be about to make "
            "a step with them.",
        )
        expect.equal(
            probe.state(model, shown=after),
            before[2],
            because="The call has changed parameters or buffers of the model.",
        )
