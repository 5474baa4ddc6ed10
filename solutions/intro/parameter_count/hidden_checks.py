"""The hidden checks of `parameter_count`: sizes and models that nobody has seen before."""

from collections.abc import Iterator, Mapping
from typing import Any

import torch
from hypothesis import given
from hypothesis import strategies as st

from grader.checks import Student, check, expect, sizes

# ---- the network ----


def logits(x: torch.Tensor, *weights: torch.Tensor) -> torch.Tensor:
    """Return what the network has to compute."""
    w1, b1, w2, b2, w3, b3 = weights
    x = torch.relu(x @ w1.T + b1)
    x = torch.relu(x @ w2.T + b2)
    return x @ w3.T + b3


@check(points=2, after="computes_the_logits", examples=4)
@given(num_inputs=sizes(1, 40), num_outputs=sizes(1, 12), rows=sizes(1, 6), seed=sizes(0, 999))
def computes_logits_of_any_size(
    student: Student, num_inputs: int, num_outputs: int, rows: int, seed: int
) -> None:
    """The network is right for every number of inputs and outputs, and every batch size."""
    # Weights are matched by their shapes, which are unambiguous as long as there are fewer than 20
    # outputs.
    shapes = [(30, num_inputs), (30,), (20, 30), (20,), (num_outputs, 20), (num_outputs,)]
    generator = torch.Generator().manual_seed(seed)
    weights = [torch.randn(shape, generator=generator) / 2 for shape in shapes]
    x = torch.randn(rows, num_inputs, generator=generator)
    model = student.NeuralNetwork(num_inputs, num_outputs)
    expect.that(
        student.probe.modules.set_parameters(model, weights) is True,
        "{network} has parameters of other shapes than the task says.",
        network=repr(model),
    )
    expect.close(model(x), logits, x, *weights)


# ---- counting ----


Recipe = Mapping[str, Any]
"""What a module holds, by name: layers, parameters and buffers as lists, modules as mappings."""


def own_parameters(layer: list[Any]) -> dict[str, int]:
    """Return how many numbers the parameters of a layer have, by name."""
    match layer:
        case ["linear", inputs, outputs]:
            return {"weight": inputs * outputs, "bias": outputs}
        case ["linear_without_bias", inputs, outputs]:
            return {"weight": inputs * outputs}
        case ["layer_norm" | "batch_norm", features]:
            return {"weight": features, "bias": features}
        case ["embedding", rows, features]:
            return {"weight": rows * features}
        case ["convolution", channels, filters, extent]:
            return {"weight": channels * filters * extent * extent, "bias": filters}
        case _:
            return {}


def modules(recipe: Recipe, name: str = "") -> Iterator[tuple[str, dict[str, int]]]:
    """Give each module's name and its own parameters, in the order of `named_modules()`."""
    tensors = {
        key: torch.Size(part[1:]).numel()
        for key, part in recipe.items()
        if isinstance(part, list) and part[0] == "parameter"
    }
    yield name, tensors
    for key, part in recipe.items():
        inner = f"{name}.{key}" if name else key
        if isinstance(part, Mapping):
            yield from modules(part, inner)
        elif part[0] not in ("parameter", "buffer"):
            yield inner, own_parameters(part)


def full(module: str, parameter: str) -> str:
    """Return a parameter's name in the model."""
    return f"{module}.{parameter}" if module else parameter


def expected(recipe: Recipe, frozen: list[str], same: list[list[str]]) -> dict[str, int]:
    """Return how many trainable numbers each module holds itself, worked out from the recipe."""
    numbers = {full(m, p): count for m, own in modules(recipe) for p, count in own.items()}
    stands_for = {name: name for name in numbers}
    for place, source in same:
        stands_for[place] = stands_for[source]
    counted = {stands_for[name] for name in frozen}
    result: dict[str, int] = {}
    for module, own in modules(recipe):
        for parameter in own:
            original = stands_for[full(module, parameter)]
            if original not in counted:
                counted.add(original)
                result[module] = result.get(module, 0) + numbers[original]
    return result


small = st.integers(1, 5)
parts = st.one_of(
    st.tuples(st.sampled_from(["linear", "linear_without_bias", "embedding"]), small, small),
    st.tuples(st.sampled_from(["layer_norm", "batch_norm"]), small),
    st.tuples(st.just("convolution"), small, small, st.integers(1, 3)),
    st.just(["relu"]),
    st.lists(small, max_size=3).map(lambda shape: ["parameter", *shape]),
    st.lists(small, max_size=2).map(lambda shape: ["buffer", *shape]),
).map(list)


def holding(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Modules that hold what `inner` gives, under few names, so that names return on all levels."""
    return st.dictionaries(st.sampled_from(["0", "1", "body", "norm"]), inner, max_size=4)


recipes = holding(st.recursive(parts, holding, max_leaves=6))


@st.composite
def models(draw: st.DrawFn) -> tuple[Recipe, list[str], list[list[str]]]:
    """Draw a recipe, which parameters are frozen, and which places hold the same parameter."""
    recipe = draw(recipes)
    names = [full(module, parameter) for module, own in modules(recipe) for parameter in own]
    if not names:
        return recipe, [], []
    frozen = draw(st.lists(st.sampled_from(names), max_size=2, unique=True))
    pair = st.lists(st.sampled_from(names), min_size=2, max_size=2)
    return recipe, frozen, draw(st.lists(pair, max_size=2))


@check(
    points=3,
    after=(
        "leaves_out_what_is_frozen",
        "counts_what_is_shared_once",
        "counts_in_any_kind_of_module",
    ),
    examples=8,
)
@given(model=models())
def counts_any_model(student: Student, model: tuple[Recipe, list[str], list[list[str]]]) -> None:
    """`count_parameters` is right for models of every kind."""
    recipe, frozen, same = model
    built = student.specimen.modules.tree(recipe, frozen=frozen, same=same)
    expect.equal(student.count_parameters(built), sum(expected(*model).values()))


@check(points=3, after="lists_each_parameter_where_it_belongs", examples=8)
@given(model=models())
def lists_any_model(student: Student, model: tuple[Recipe, list[str], list[list[str]]]) -> None:
    """`count_by_layer` is right for models of every kind."""
    recipe, frozen, same = model
    built = student.specimen.modules.tree(recipe, frozen=frozen, same=same)
    expect.equal(student.count_by_layer(built), expected(*model))


@check(points=1, after=("counts_every_number", "lists_each_layer"), evidence="claim")
def leaves_the_model_as_it_was(student: Student) -> None:
    """Counting changes nothing in the model, and a second count gives the same."""
    probe = student.probe.modules
    layers = [["linear", 4, 3], ["dropout", 0.5], ["linear", 3, 2]]
    for function in (student.count_parameters, student.count_by_layer):
        model = student.specimen.modules.network(layers, frozen=[0], shown="model")
        before = probe.trainable(model), probe.mode(model), probe.state(model)
        first = function(model)
        expect.equal(function(model), first, because="A second count of the same model differs.")
        expect.equal(
            probe.trainable(model),
            before[0],
            because="Counting has changed which parameters are trainable.",
        )
        expect.equal(
            probe.mode(model), before[1], because="Counting has changed the mode of the model."
        )
        expect.equal(
            probe.state(model), before[2], because="Counting has changed values in the model."
        )
