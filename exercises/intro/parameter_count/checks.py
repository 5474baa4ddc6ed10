"""The visible checks of `parameter_count`.

Models to count are built by the grader beside the student's code, so that counting is judged even
where the network is not right yet.
"""

from typing import Any

import torch

from grader.checks import Handle, Student, check, expect

SMALL = "nn.Sequential(nn.Linear(4, 3), nn.Tanh(), nn.Linear(3, 1))"
"""The model of the README."""


def shapes(num_inputs: int, num_outputs: int) -> list[tuple[int, ...]]:
    """Shapes of the network's parameters."""
    return [(30, num_inputs), (30,), (20, 30), (20,), (num_outputs, 20), (num_outputs,)]


def logits(x: torch.Tensor, *weights: torch.Tensor) -> torch.Tensor:
    """Return what the network has to compute; `weights` in the order of `shapes`."""
    w1, b1, w2, b2, w3, b3 = weights
    x = torch.relu(x @ w1.T + b1)
    x = torch.relu(x @ w2.T + b2)
    return x @ w3.T + b3


def recipe(num_inputs: int, num_outputs: int) -> list[list[Any]]:
    """Return the layers of the book's network for a specimen."""
    return [
        ["linear", num_inputs, 30],
        ["relu"],
        ["linear", 30, 20],
        ["relu"],
        ["linear", 20, num_outputs],
    ]


def by_layer(student: Student, model: Handle) -> object:
    """Call `count_by_layer`, whose entries may be in any order.

    A dict whose keys are no plain data comes as a handle.
    """
    counts = student.count_by_layer(model)
    expect.that(
        not isinstance(counts, Handle) or counts.kind != "dict",
        "The keys of the dict are objects. Names are asked for: strings such as 'layers.0'.",
    )
    if type(counts) is dict:
        return dict(sorted(counts.items(), key=lambda entry: str(entry[0])))
    return counts


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


def with_own_parameters(student: Student) -> Handle:
    """Build a model that holds parameters itself, and so does a container in it."""
    body = {"gain": ["parameter", 5], "0": ["linear", 3, 2]}
    tree = {"scale": ["parameter"], "shift": ["parameter", 3], "body": body}
    model: Handle = student.specimen.modules.tree(tree, shown="model")
    return model


def half_frozen(student: Student) -> Handle:
    """Build the model of the README with its first layer frozen."""
    model: Handle = student.specimen.modules.tree(
        {"0": ["linear", 4, 3], "1": ["tanh"], "2": ["linear", 3, 1]},
        frozen=["0"],
        shown="nn.Sequential(nn.Linear(4, 3).requires_grad_(False), nn.Tanh(), nn.Linear(3, 1))",
    )
    return model


@check(points=2, evidence="claim")
def has_the_layers_of_the_book(student: Student) -> None:
    """`NeuralNetwork` has 752 parameters for 2 inputs and 2 outputs, and 2213 for 50 and 3."""
    for num_inputs, num_outputs, wanted in ((2, 2, 752), (50, 3, 2213)):
        model = student.NeuralNetwork(num_inputs, num_outputs)
        expect.that(
            isinstance(model, Handle) and student.probe.modules.is_module(model) is True,
            "{network} is no torch.nn.Module.",
            network=f"NeuralNetwork({num_inputs}, {num_outputs})",
        )
        found = student.probe.modules.parameters(model, shown=f"{model!r}.parameters()")
        count = sum(parameter.numel() for parameter in found.values())
        if count == 0:
            explain_no_parameters(student, model)
        expect.that(
            count == wanted,
            "{network} has {count} parameters, where {wanted} were expected. "
            "The shapes of its parameters are {shapes}.",
            network=repr(model),
            count=count,
            wanted=wanted,
            shapes=[tuple(parameter.shape) for parameter in found.values()],
        )
        expect.that(
            sorted(tuple(parameter.shape) for parameter in found.values())
            == sorted(shapes(num_inputs, num_outputs)),
            "{network} has {wanted} parameters, as it should, but they are arranged differently: "
            "their shapes are {shapes}, where {expected} were expected.",
            network=repr(model),
            wanted=wanted,
            shapes=[tuple(parameter.shape) for parameter in found.values()],
            expected=shapes(num_inputs, num_outputs),
        )


@check(points=3, after=has_the_layers_of_the_book)
def computes_the_logits(student: Student) -> None:
    """The network computes the logits: ReLU after both hidden layers, nothing after the last."""
    for num_inputs, num_outputs in ((3, 4), (2, 1)):
        generator = torch.Generator().manual_seed(num_inputs)
        x = torch.randn(2, num_inputs, generator=generator)
        weights = [
            torch.randn(shape, generator=generator) / 2 for shape in shapes(num_inputs, num_outputs)
        ]
        model = student.NeuralNetwork(num_inputs, num_outputs)
        expect.that(
            student.probe.modules.set_parameters(model, weights) is True,
            "{network} has parameters of other shapes than the task says.",
            network=repr(model),
        )
        result = model(x)
        expect.shape(result, 2, num_outputs)
        expect.equal(
            model(x), result, because="The same input gives different logits when it comes again."
        )
        expect.that(
            bool((result < 0).any()),
            "With the grader's weights in your layers some logits should be negative, and none is. "
            "Does anything follow the last layer?",
        )
        expect.close(
            result,
            logits,
            x,
            *weights,
            because="The grader has put weights of its own into your layers. With them the logits "
            "are not those of the task: follow x through `forward`, layer by layer.",
        )
        expect.equal(
            student.probe.modules.outputs(model, x),
            result,
            because="In evaluation mode the network gives other logits than in training mode.",
        )


@check(points=2)
def counts_every_number(student: Student) -> None:
    """`count_parameters` counts every number in the model, and returns an `int`."""
    book = student.specimen.modules.network([recipe(2, 2)], shown="model")
    count = student.count_parameters(book)
    if type(count) is int and count == 0:  # is nothing counted, or what is frozen?
        expect.equal(
            student.count_parameters(half_frozen(student)),
            4,
            because="For a model in which everything is trainable the result was 0. In this one "
            "the first layer is frozen: 15 of its numbers are frozen, and 4 are trainable.",
        )
    expect.equal(
        count,
        752,
        because="This model has the layers of the book's network for 2 inputs and 2 outputs.",
    )
    small = student.specimen.modules.network(
        [["linear", 4, 3], ["tanh"], ["linear", 3, 1]], shown=SMALL
    )
    expect.equal(student.count_parameters(small), 19)
    larger = student.specimen.modules.network([recipe(50, 3)], shown="model")
    expect.equal(
        student.count_parameters(larger),
        2213,
        because="This model has the layers of the book's network for 50 inputs and 3 outputs.",
    )


@check(points=2, after=counts_every_number)
def leaves_out_what_is_frozen(student: Student) -> None:
    """`count_parameters` leaves out what is frozen."""
    layers = {"0": ["linear", 4, 3], "1": ["tanh"], "2": ["linear", 3, 1]}
    expect.equal(
        student.count_parameters(half_frozen(student)),
        4,
        because="The first layer is frozen, so only the 4 numbers of the last one are trainable.",
    )
    frozen_bias = student.specimen.modules.tree(layers, frozen=["2.bias"], shown="model")
    expect.equal(
        student.count_parameters(frozen_bias),
        18,
        because="In the model of the README, with the bias of its last layer frozen, 18 of the 19 "
        "numbers are trainable.",
    )
    all_frozen = student.specimen.modules.tree(
        layers, frozen=["0", "2"], shown=f"{SMALL}.requires_grad_(False)"
    )
    expect.equal(
        student.count_parameters(all_frozen),
        0,
        because="All parameters are frozen, so there is nothing left to count.",
    )


@check(points=2, after=counts_every_number)
def counts_what_is_shared_once(student: Student) -> None:
    """`count_parameters` counts a shared parameter once."""
    tied = student.specimen.modules.network(
        [["linear", 4, 4], ["relu"], ["linear", 4, 4]], tied=[[0, 2]], shown="model"
    )
    expect.equal(
        student.count_parameters(tied),
        24,
        because="Two layers nn.Linear(4, 4) share one weight of 16 numbers; with two biases of 4 "
        "that makes 24.",
    )
    deep = student.specimen.modules.tree(
        {"encoder": {"0": ["linear", 5, 3]}, "decoder": {"head": {"0": ["linear", 5, 3]}}},
        same=[["decoder.head.0.weight", "encoder.0.weight"]],
        shown="model",
    )
    expect.equal(
        student.count_parameters(deep),
        21,
        because="`model.encoder[0]` and `model.decoder.head[0]` are layers nn.Linear(5, 3) that "
        "share their weight of 15 numbers; with two biases of 3 that makes 21.",
    )
    repeated = student.specimen.modules.tree(
        {"0": ["linear", 4, 4], "1": ["relu"]}, same=[["2", "0"]], shown="model"
    )
    expect.equal(
        student.count_parameters(repeated),
        20,
        because="One layer nn.Linear(4, 4) is used twice in this model; its 20 numbers count once.",
    )


@check(points=2, after=counts_every_number)
def counts_in_any_kind_of_module(student: Student) -> None:
    """`count_parameters` is right for any model: with buffers, other layers, or no parameters."""
    with_buffers = student.specimen.modules.network(
        [["linear", 4, 5], ["batch_norm", 5]],
        shown="nn.Sequential(nn.Linear(4, 5), nn.BatchNorm1d(5))",
    )
    expect.equal(
        student.count_parameters(with_buffers),
        35,
        because="The linear layer has 25 parameters, the batch norm 5 weights and 5 biases. Its "
        "running mean and the like are buffers.",
    )
    several = student.specimen.modules.network(
        [["embedding", 7, 4], ["attention", 4, 2], ["layer_norm", 4]],
        shown="nn.Sequential(nn.Embedding(7, 4), nn.MultiheadAttention(4, 2), nn.LayerNorm(4))",
    )
    expect.equal(
        student.count_parameters(several),
        116,
        because="The embedding has 28 parameters, the attention 80 and the layer norm 8, whatever "
        "their names and values are.",
    )
    own = student.specimen.modules.tree(
        {"scale": ["parameter"], "shift": ["parameter", 3], "body": {"0": ["linear", 3, 2]}},
        shown="model",
    )
    expect.equal(
        student.count_parameters(own),
        12,
        because="This model holds two parameters itself, `scale` of shape () and `shift` of shape "
        "(3,), and inside it a layer nn.Linear(3, 2): 1 + 3 + 8 numbers.",
    )
    empty = student.specimen.modules.tree({}, shown="nn.Module()")
    expect.equal(
        student.count_parameters(empty),
        0,
        because="A module without any parameters has 0 of them.",
    )


@check(points=2)
def lists_each_layer(student: Student) -> None:
    """`count_by_layer` gives each layer its number, under its full name."""
    small = student.specimen.modules.network(
        [["linear", 4, 3], ["tanh"], ["linear", 3, 1]], shown=SMALL
    )
    counts = by_layer(student, small)
    if counts == {}:
        expect.equal(
            by_layer(student, half_frozen(student)),
            {"2": 4},
            because="For a model in which everything is trainable the dict was empty. In this one "
            "the first layer is frozen: 15 of its numbers are frozen, and 4 are trainable.",
        )
    expect.equal(counts, {"0": 15, "2": 4})
    layers = {str(number): layer for number, layer in enumerate(recipe(2, 2))}
    book = student.specimen.modules.tree({"layers": layers}, shown="model")
    counts, wanted = by_layer(student, book), {"layers.0": 90, "layers.2": 620, "layers.4": 42}
    if counts != wanted:
        by_layer(student, with_own_parameters(student))  # tells apart the ways to go wrong
    expect.equal(
        counts,
        wanted,
        because="This model has the layers of the book's network in a container: "
        "`model.layers[0]` is nn.Linear(2, 30), `model.layers[2]` is nn.Linear(30, 20), and "
        "`model.layers[4]` is nn.Linear(20, 2).",
    )


@check(points=3, after=lists_each_layer)
def lists_each_parameter_where_it_belongs(student: Student) -> None:
    """`count_by_layer` handles what is frozen, what is shared, and what a module holds itself."""
    layers = {"0": ["linear", 4, 3], "1": ["tanh"], "2": ["linear", 3, 1]}
    frozen = student.specimen.modules.tree(layers, frozen=["0", "2.bias"], shown="model")
    expect.equal(
        by_layer(student, frozen),
        {"2": 3},
        because="In the model of the README the first layer and the last bias are frozen: three "
        "weights of the last layer are left.",
    )
    tied = student.specimen.modules.network(
        [["linear", 4, 4], ["relu"], ["linear", 4, 4]], tied=[[0, 2]], shown="model"
    )
    expect.equal(
        by_layer(student, tied),
        {"0": 20, "2": 4},
        because="Two layers nn.Linear(4, 4) share one weight: it counts for the first of them.",
    )
    several = student.specimen.modules.network(
        [["embedding", 7, 4], ["batch_norm", 4]],
        shown="nn.Sequential(nn.Embedding(7, 4), nn.BatchNorm1d(4))",
    )
    expect.equal(
        by_layer(student, several),
        {"0": 28, "1": 8},
        because="The embedding has 28 parameters. The batch norm has 4 weights and 4 biases; the "
        "rest of what it holds are buffers.",
    )
    expect.equal(
        by_layer(student, with_own_parameters(student)),
        {"": 4, "body": 5, "body.0": 8},
        because="This model holds two parameters itself, `scale` of shape () and `shift` of shape "
        "(3,). They count for the model, whose name is ''. Its module `body` holds `gain` of shape "
        "(5,) beside the layer inside it.",
    )
    all_frozen = student.specimen.modules.tree(
        layers, frozen=["0", "2"], shown=f"{SMALL}.requires_grad_(False)"
    )
    expect.equal(
        by_layer(student, all_frozen),
        {},
        because="Nothing in this model is trainable, so there are no entries.",
    )
