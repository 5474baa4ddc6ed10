"""The visible checks of `autograd`."""

from typing import Any

import torch

from grader.checks import Handle, Student, StudentRaised, check, expect

BOOK = (1.1, 1.0, 2.2, 0.0)
"""The book's x1, y, w1 and b."""

OTHERS = (
    (-4.0, 1.0, 2.0, 0.0),
    (1.5, 0.0, -0.5, 1.25),
    (-2.0, 1.0, 0.75, -0.5),
    (0.5, 0.0, 3.0, -2.0),
    (3.0, 0.0, 1.5, 0.5),
)


def tensors_of(values: tuple[float, ...]) -> list[torch.Tensor]:
    """Return each of the values as a tensor of shape (1,)."""
    return [torch.tensor([value]) for value in values]


def prediction(x1: torch.Tensor, w1: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Return what `forward` has to give."""
    return torch.sigmoid(x1 * w1 + b)


def cross_entropy(
    x1: torch.Tensor, y: torch.Tensor, w1: torch.Tensor, b: torch.Tensor
) -> torch.Tensor:
    """Return what `loss` has to give, written so that the tolerance allows for honest rounding."""
    z = x1 * w1 + b
    a = torch.sigmoid(z)
    total = -(y * torch.log(a) + (1 - y) * torch.log(torch.ones_like(a) - a)).mean()
    # Ways that start from logits add numbers of this size and take them away again.
    return total + z.sum() - z.sum()


def derivatives(
    x1: torch.Tensor, y: torch.Tensor, w1: torch.Tensor, b: torch.Tensor
) -> list[torch.Tensor]:
    """Return what `gradients` has to give, likewise: the mean of two ways to the same number."""
    z = x1 * w1 + b
    a = torch.sigmoid(z)
    rest = torch.ones_like(a) - a
    short = torch.ones_like(y) - y - rest
    by_chain_rule = (a - y) / (a * rest) * a * torch.sigmoid(-z)
    slope = (short + by_chain_rule) / 2
    return [slope * x1, slope]


def leaf(student: Student, value: torch.Tensor, name: str, **options: Any) -> Handle:
    """Place a leaf that requires gradients in the student's process."""
    handle: Handle = student.specimen.tensors.leaf(value, shown=name, **options)
    return handle


def both(result: object, shape: tuple[int, ...] = (1,)) -> list[Any]:
    """Return the two gradients; what has two items will do, a named tuple too."""
    items = list(result) if isinstance(result, (tuple, list, Handle)) else None
    expect.that(
        items is not None and len(items) == 2,
        "`gradients` gave back {result}, where a tuple of two tensors was expected.",
        result=result,
    )
    assert items is not None
    for item in items:
        expect.shape(item, *shape)
    return items


def listed(result: object) -> list[Any]:
    """Return what was given back as a list, a named tuple too; other checks look at its form."""
    return list(result) if isinstance(result, (tuple, list, Handle)) else [result]


@check(points=2)
def predicts_with_the_sigmoid(student: Student) -> None:
    """`forward` is the sigmoid of x1 · w1 + b."""
    for values in (BOOK, *OTHERS):
        x1, _, w1, b = tensors_of(values)
        result = student.forward(x1, w1, b)
        expect.shape(result, 1)
        expect.close(result, prediction, x1, w1, b)


@check(points=2)
def gives_the_loss_of_the_book(student: Student) -> None:
    """`loss` gives 0.0852 for the book's example, and is right for others."""

    def number(inputs: list[torch.Tensor]) -> object:
        """Return the loss; another check looks at its form."""
        result = student.loss(*inputs)
        single = isinstance(result, torch.Tensor) and result.numel() == 1
        return result.reshape(()) if single else result

    expect.close(number(tensors_of(BOOK)), 0.0852, decimals=4)
    for values in OTHERS:
        inputs = tensors_of(values)
        expect.close(number(inputs), cross_entropy, *inputs)


@check(points=1)
def loss_is_a_single_number(student: Student) -> None:
    """The loss is a tensor of shape (), for inputs of shape (1,) and for those of shape ()."""
    for inputs in (tensors_of(BOOK), [torch.tensor(value) for value in OTHERS[0]]):
        expect.shape(student.loss(*inputs))


@check(points=1, after=(gives_the_loss_of_the_book, loss_is_a_single_number))
def loss_can_be_differentiated(student: Student) -> None:
    """`backward()` can be called on the loss, and gives the caller's tensors their gradients."""
    for values in (BOOK, OTHERS[0]):
        x1, y, w1, b = tensors_of(values)
        weight, bias = leaf(student, w1, "w1"), leaf(student, b, "b")
        result = student.loss.kept(x1, y, weight, bias)
        expect.that(
            student.probe.tensors.facts(result, shown=repr(result))["has_graph"] is True,
            "`w1` and `b` require gradients, but the loss does not know how it was computed from "
            "them: `backward()` can't be called on it. Where does the graph get lost?",
        )
        result.backward()
        call = f"{result!r}.backward()"
        found = [student.probe.tensors.gradient(t, shown=call) for t in (weight, bias)]
        expect.close(
            found,
            derivatives,
            x1,
            y,
            w1,
            b,
            because="After `loss(...).backward()`, the `.grad` of `w1` and `b` (here in this "
            "order) should be the derivatives of the loss.",
        )


@check(points=3, after=gives_the_loss_of_the_book)
def gives_the_gradients_of_the_book(student: Student) -> None:
    """`gradients` gives -0.0898 and -0.0817 for the book's example, and is right for others."""
    for values in (BOOK, *OTHERS):
        x1, y, w1, b = tensors_of(values)
        weight = leaf(student, w1, f"tensor([{values[2]}])")
        items = both(student.gradients(x1, y, weight, leaf(student, b, f"tensor([{values[3]}])")))
        if values == BOOK:
            expect.close(items, [torch.tensor([-0.0898]), torch.tensor([-0.0817])], decimals=4)
        else:
            expect.close(items, derivatives, x1, y, w1, b)


@check(points=2)
def gives_the_same_again(student: Student) -> None:
    """A second call of `gradients` with the same tensors gives the same again."""
    x1, y, w1, b = tensors_of(OTHERS[0])
    weight, bias = leaf(student, w1, "w1"), leaf(student, b, "b")
    first = listed(student.gradients(x1, y, weight, bias))
    for because in (
        "This was the second call with the same tensors. It should give what the first one gave.",
        "This was the third call with the same tensors. It should give what the first one gave.",
    ):
        again = listed(student.gradients(x1, y, weight, bias))
        expect.equal(again, first, because=because)


@check(points=2, after=gives_the_same_again, evidence="claim")
def leaves_the_callers_tensors_alone(student: Student) -> None:
    """`gradients` leaves the caller's tensors as they are, with their `.grad`."""
    x1, y, w1, b = tensors_of(BOOK)
    held = torch.tensor([0.5])
    call = "gradients(x1, y, w1, b)"

    def look(weight: Handle, bias: Handle, grad: torch.Tensor | None, *, requires: bool) -> None:
        for tensor, value in ((weight, w1), (bias, b)):
            gradient = student.probe.tensors.gradient(tensor, shown=call)
            facts = student.probe.tensors.facts(tensor, shown=call)
            # Both at once: mistakes that leave the same in the one differ in the other.
            expect.equal(
                (gradient, facts["requires_grad"]),
                (grad, requires),
                because="After `gradients`, the `.grad` and the `requires_grad` (here in this "
                "order) of the caller's `w1` and `b` should be what they were before.",
            )
            expect.unchanged(student, tensor, value)

    for grad, requires in ((held, False), (None, False), (held, True), (None, True)):
        weight = leaf(student, w1, "w1", gradient=grad, requires_grad=requires)
        bias = leaf(student, b, "b", gradient=grad, requires_grad=requires)
        try:
            student.gradients(x1, y, weight, bias)
        except StudentRaised:
            if requires:
                raise
            continue  # another check tells about that
        look(weight, bias, grad, requires=requires)

    source = leaf(student, w1, "v")
    weight = student.specimen.tensors.computed(source, shown="w1")
    try:
        student.gradients(x1, y, weight, leaf(student, b, "b"))
    except StudentRaised:
        return  # another check tells about that
    expect.equal(
        student.probe.tensors.gradient(source, shown=f"{call}, w1 = v * 1"),
        None,
        because="This `w1` was computed from another tensor, whose `.grad` was None. After "
        "`gradients` it should still be None.",
    )


@check(points=2, after=(gives_the_gradients_of_the_book, gives_the_same_again))
def takes_tensors_as_they_come(student: Student) -> None:
    """`gradients` takes weights that require no gradient, are computed, or have a `.grad`."""
    x1, y, w1, b = tensors_of(OTHERS[0])
    source, held = leaf(student, w1, "v"), torch.tensor([0.5])
    computed = student.specimen.tensors.computed(source, shown="w1")
    plain = {"requires_grad": False}
    for weight, bias, because in (
        (
            leaf(student, w1, "w1", **plain),
            leaf(student, b, "b", **plain),
            "In this call neither `w1` nor `b` requires gradients.",
        ),
        (
            leaf(student, w1, "w1", gradient=held),
            leaf(student, b, "b", gradient=held),
            "In this call `w1` and `b` hold a `.grad` already.",
        ),
        (
            computed,
            leaf(student, b, "b"),
            "In this call `w1` is the result of another computation, so it is no leaf.",
        ),
    ):
        items = both(student.gradients(x1, y, weight, bias))
        expect.close(items, derivatives, x1, y, w1, b, because=because)
    scalars = [torch.tensor(value) for value in OTHERS[0]]
    items = both(student.gradients(*scalars), ())
    expect.close(items, derivatives, *scalars)
