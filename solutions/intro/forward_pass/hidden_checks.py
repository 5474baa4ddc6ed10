"""The hidden checks of `forward_pass`: models, batches and modes that nobody has seen before."""

from typing import Any

import torch
from hypothesis import given
from hypothesis import strategies as st

from grader.checks import Handle, Student, check, expect, sizes

VALUES = ("gives_the_logits", "gives_the_probabilities", "predicts_the_best_class")


def normal(seed: int, *shapes: tuple[int, ...]) -> list[torch.Tensor]:
    """Draw normal random numbers."""
    generator = torch.Generator().manual_seed(seed)
    return [torch.randn(shape, generator=generator) for shape in shapes]


def softmax(logits: torch.Tensor) -> torch.Tensor:
    """Return the probabilities of each row; written out, so that its rounding is allowed for."""
    return (logits - logits.logsumexp(1, keepdim=True)).exp()


def distinct(rows: int, classes: int, seed: int, *, step: float) -> torch.Tensor:
    """Draw logits that differ from one another in each row by `step` at least."""
    generator = torch.Generator().manual_seed(seed)
    places = [torch.randperm(classes + 2, generator=generator)[:classes] for _ in range(rows)]
    return (torch.stack(places) - classes // 2) * step


def passing_on(student: Student, classes: int) -> Handle:
    """Build a model whose logits are its inputs."""
    layers = [["linear_without_bias", classes, classes]]
    model: Handle = student.specimen.modules.network(layers, shown="model")
    student.probe.modules.set_parameters(model, [torch.eye(classes)])
    return model


def same_as_oracle(student: Student, model: Handle, x: torch.Tensor, logits: torch.Tensor) -> None:
    """Hold all three functions against logits that are exact."""
    expect.equal(student.logits(model, x), logits)
    expect.close(student.predict_proba(model, x), softmax, logits)
    expect.equal(student.predict(model, x), logits.argmax(1))


@check(points=3, after=VALUES, examples=12)
@given(rows=sizes(1, 9), classes=sizes(1, 7), step=st.sampled_from([0.25, 1.0]), seed=sizes(0, 999))
def is_right_for_any_batch(
    student: Student, rows: int, classes: int, step: float, seed: int
) -> None:
    """All three are right for every size of the batch and every number of classes."""
    x = distinct(rows, classes, seed, step=step)
    same_as_oracle(student, passing_on(student, classes), x, x)


@check(points=1, after="is_right_for_any_batch", examples=4)
@given(rows=sizes(1, 3), classes=sizes(2, 4), sign=st.sampled_from([1, -1]), seed=sizes(0, 99))
def survives_large_logits(student: Student, rows: int, classes: int, sign: int, seed: int) -> None:
    """Logits in the thousands still give probabilities."""
    x = distinct(rows, classes, seed, step=1.0) + 1000.0 * sign
    same_as_oracle(student, passing_on(student, classes), x, x)


def whole(seed: int, *shape: int) -> torch.Tensor:
    """Draw whole numbers, so that sums of products are exact in every order."""
    return torch.randint(-4, 5, shape, generator=torch.Generator().manual_seed(seed)).float()


@check(points=2, after=VALUES)
def takes_whatever_the_model_takes(student: Student) -> None:
    """Examples may be images or tokens, and numbers may have double precision."""
    kernel, bias, weight = whole(1, 2, 1, 2, 2), torch.tensor([1.0, -2.0]), whole(2, 3, 8)
    layers = [["convolution", 1, 2, 2], ["flatten"], ["linear_without_bias", 8, 3]]
    model = student.specimen.modules.network(layers, shown="model")
    student.probe.modules.set_parameters(model, [kernel, bias, weight])
    images = whole(3, 5, 1, 3, 3)
    maps = torch.nn.functional.conv2d(images, kernel, bias)
    same_as_oracle(student, model, images, maps.flatten(1) @ weight.T)

    table, weight = whole(4, 6, 2), whole(5, 4, 6)
    layers = [["embedding", 6, 2], ["flatten"], ["linear_without_bias", 6, 4]]
    model = student.specimen.modules.network(layers, shown="model")
    student.probe.modules.set_parameters(model, [table, weight])
    tokens = torch.tensor([[0, 5, 2], [3, 3, 1]])
    same_as_oracle(student, model, tokens, table[tokens].flatten(1) @ weight.T)

    model = passing_on(student, 3).double()
    x = torch.tensor([[0.1, 0.7, -0.3], [1.2, 0.4, 0.9]], dtype=torch.float64)
    expect.dtype(student.predict_proba(model, x), torch.float64)
    same_as_oracle(student, model, x, x)


class Layers:
    """A network with batch norms and dropouts, its weights, and what it gives in evaluation."""

    def __init__(self, kinds: list[str], nested: bool, seed: int) -> None:  # noqa: FBT001 - drawn
        self.weights: list[torch.Tensor] = []
        self.buffers: dict[str, torch.Tensor] = {}
        recipes: list[Any] = []
        for place, kind in enumerate(kinds):
            name = f"{place}.0" if nested else str(place)
            recipes.append(self._layer(kind, name, seed + place, nested=nested))
        self.recipe = recipes
        self.kinds = kinds

    def _layer(self, kind: str, name: str, seed: int, *, nested: bool) -> list[Any]:
        recipe: list[Any] = {
            "linear": ["linear", 3, 3],
            "batch_norm": ["batch_norm", 3],
            "dropout": ["dropout", 0.5],
        }[kind]
        if kind == "linear":
            self.weights += normal(seed, (3, 3), (3,))
        if kind == "batch_norm":
            self.weights += normal(seed, (3,), (3,))
            mean, deviation = normal(seed + 1, (3,), (3,))
            self.buffers |= {f"{name}.running_mean": mean, f"{name}.running_var": deviation**2 + 1}
        return [recipe] if nested else recipe

    def logits(
        self, x: torch.Tensor, weights: list[torch.Tensor], buffers: list[torch.Tensor]
    ) -> torch.Tensor:
        """Compute the logits, layer by layer."""
        own, statistics = iter(weights), iter(buffers)
        for kind in self.kinds:
            if kind == "linear":
                x = x @ next(own).T + next(own)
            if kind == "batch_norm":
                scale, shift = next(own), next(own)
                x = (x - next(statistics)) / (next(statistics) + 1e-5).sqrt() * scale + shift
        return x

    def build(self, student: Student) -> Handle:
        """Build it in the student's process."""
        model: Handle = student.specimen.modules.network(self.recipe, shown="model")
        student.probe.modules.set_parameters(model, self.weights)
        student.probe.modules.set_buffers(model, self.buffers)
        return model


@check(points=3, after="asks_in_evaluation_mode", examples=10)
@given(
    kinds=st.lists(st.sampled_from(["linear", "batch_norm", "dropout"]), min_size=1, max_size=4),
    nested=st.booleans(),
    rows=sizes(1, 5),
    mode=st.booleans(),
    seed=sizes(0, 999),
)
def evaluates_any_model(
    student: Student,
    kinds: list[str],
    nested: bool,  # noqa: FBT001 - drawn
    rows: int,
    mode: bool,  # noqa: FBT001 - drawn
    seed: int,
) -> None:
    """Dropout and batch norm do as in evaluation wherever they are, on a single example too."""
    layers = Layers(kinds, nested, seed)
    (x,) = normal(seed + 100, (rows, 3))
    model = layers.build(student)
    student.probe.modules.set_mode(model, mode)
    student.seed(0)
    inputs = x, layers.weights, list(layers.buffers.values())
    expect.close(student.logits(model, x), layers.logits, *inputs)
    probabilities = student.predict_proba(model, x)
    expect.close(probabilities, lambda *inputs: softmax(layers.logits(*inputs)), *inputs)


def modes(model: Handle) -> dict[str, Any]:
    """Return the mode of every module in a model, by name."""
    return {name: module.training for name, module in model.named_modules()}


def mixed(student: Student, flags: list[bool]) -> Handle:
    """Build a nested model of nine modules that have these modes."""
    layers = [
        ["linear", 2, 2],
        [["batch_norm", 2], [["dropout", 0.5], ["linear", 2, 2]]],
        ["dropout", 0.5],
        ["relu"],
    ]
    model: Handle = student.specimen.modules.network(layers, shown="model")
    for (_, module), flag in zip(model.named_modules(), flags, strict=True):
        # From the outside in: what is inside is set later.
        student.probe.modules.set_mode(module, flag)
    return model


@check(points=2, after="leaves_every_mode", evidence="claim", examples=6)
@given(flags=st.lists(st.booleans(), min_size=9, max_size=9))
def leaves_any_modes(student: Student, flags: list[bool]) -> None:
    """Whatever modes there are inside a model, they are the same afterwards."""
    x = torch.tensor([[1.0, 2.0], [0.5, -1.0]])
    for function in (student.logits, student.predict_proba, student.predict):
        model = mixed(student, flags)
        before = modes(model)
        function(model, x)
        expect.equal(modes(model), before)


@check(points=1, after=("leaves_any_modes", "records_no_graph"), evidence="claim")
def leaves_the_model_after_an_error(student: Student) -> None:
    """When the model raises an error, that reaches the caller, and the modes are as before."""
    alone = student.fresh()
    narrow, wide = torch.ones(2, 2), torch.ones(2, 5)
    for name in ("logits", "predict_proba", "predict"):
        inner = mixed(alone, [True, True, True, False, True, True, True, False, True])
        model = alone.specimen.modules.watched(inner, shown="model")
        before = modes(model)
        expect.raises(
            "RuntimeError",
            lambda name=name, model=model: getattr(alone, name)(model, wide),
            because="X is too wide for the model, which raises a RuntimeError. It should reach the "
            "caller.",
        )
        expect.equal(
            modes(model),
            before,
            because="The model raised an error, and now its modules are in other modes than "
            "before. What has to happen in any case belongs in a `finally` or a `with`.",
        )
        model(narrow)
        expect.equal(
            alone.probe.modules.seen(model)[-1]["grad"],
            True,
            because="The model raised an error, and now PyTorch records no graphs any more. What "
            "has to happen in any case belongs in a `finally` or a `with`.",
        )
