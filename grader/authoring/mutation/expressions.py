"""Changes to operators and constants."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.authoring.mutation.places import Change, Place, change, like

_ARITHMETIC: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Div, ast.Mult),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
    ast.BitXor: (ast.BitOr,),
    ast.LShift: (ast.RShift,),
    ast.RShift: (ast.LShift,),
}

_COMMUTATIVE = (ast.Add, ast.Mult, ast.BitAnd, ast.BitOr, ast.BitXor)
"""Of numbers, tensors and sets."""

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq, ast.LtE, ast.GtE),
    ast.NotEq: (ast.Eq, ast.Lt, ast.Gt),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}


def arithmetic(place: Place) -> Iterator[Change]:
    """Another operator; one operand alone; the operands exchanged."""
    node = place.node
    if isinstance(node, ast.AugAssign):
        for other in _ARITHMETIC[type(node.op)]:
            yield change("arithmetic", node, like(node, op=other()))
        assigned = ast.Assign(targets=[node.target], value=node.value, lineno=0)
        yield change("arithmetic", node, assigned)
    if not isinstance(node, ast.BinOp):
        return
    for other in _ARITHMETIC[type(node.op)]:
        yield change("arithmetic", node, like(node, op=other()))
    for operand in (node.left, node.right):
        yield change("operand", node, operand)
    if not isinstance(node.op, _COMMUTATIVE):
        yield change("operands exchanged", node, like(node, left=node.right, right=node.left))


def comparison(place: Place) -> Iterator[Change]:
    """The contrary, and the neighbour at the boundary."""
    node = place.node
    if not isinstance(node, ast.Compare):
        return
    # Nobody means the order of the alphabet.
    sides = [node.left, *node.comparators]
    named = any(isinstance(s, ast.Constant) and isinstance(s.value, str) for s in sides)
    for index, operator in enumerate(node.ops):
        others = _COMPARISONS[type(operator)]
        for other in others[:1] if named else others:
            ops = [*node.ops[:index], other(), *node.ops[index + 1 :]]
            yield change("comparison", node, like(node, ops=ops))


def boolean(place: Place) -> Iterator[Change]:
    """`and` for `or`; one operand left out; `not` left out."""
    node = place.node
    if isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield change("boolean", node, like(node, op=other))
        for index in range(len(node.values)):
            left = [*node.values[:index], *node.values[index + 1 :]]
            yield change("boolean", node, left[0] if len(left) == 1 else like(node, values=left))


def unary(place: Place) -> Iterator[Change]:
    """`-x`, `not x` or `~x` without its sign."""
    if isinstance(place.node, ast.UnaryOp):
        yield change("unary", place.node, place.node.operand)


def condition(place: Place) -> Iterator[Change]:
    """A condition negated, always true, never true."""
    tested = (
        isinstance(place.parent, (ast.If, ast.While, ast.IfExp)) and place.field == "test"
    ) or (isinstance(place.parent, ast.comprehension) and place.field == "ifs")
    node = place.node
    if not tested or not isinstance(node, ast.expr):
        return
    # Of a comparison and of a `not` there is the contrary already.
    plain = isinstance(node, ast.Compare) and len(node.ops) == 1
    if not plain and not (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)):
        yield change("condition", node, ast.UnaryOp(op=ast.Not(), operand=node))
    for value in (True, False):
        if not (isinstance(place.parent, ast.While) and value):  # it would not end
            yield change("condition", node, ast.Constant(value=value))


def constant(place: Place) -> Iterator[Change]:
    """A number beside it, the other truth, a string with one letter more, something for None."""
    node = place.node
    if not isinstance(node, ast.Constant):
        return
    others: list[float | str] = []  # a bool is an int, an int passes for a float
    match node.value:
        case bool():
            others = [not node.value]
        case int():
            others = [node.value + 1, node.value - 1]
        case float():
            others = [node.value + 1.0, -node.value]
        case str():
            others = [node.value + "X"]
        case None if not isinstance(place.parent, ast.Compare):
            others = [0]
        case _:
            pass
    for other in others:
        if isinstance(place.parent, ast.JoinedStr):
            new = ast.Constant(value=other)
            yield Change("constant", [new], repr(node.value), repr(other))
        else:
            yield change("constant", node, _literal(other))


def _literal(value: float | str) -> ast.expr:
    """A negative number is no constant of Python's grammar."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value < 0:
        return ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=-value))
    return ast.Constant(value=value)


def order(place: Place) -> Iterator[Change]:
    """Two neighbours of a tuple or list exchanged."""
    node = place.node
    if not isinstance(node, (ast.Tuple, ast.List)) or not isinstance(node.ctx, ast.Load):
        return
    for index in range(len(node.elts) - 1):
        one, two = node.elts[index : index + 2]
        elements = [*node.elts[:index], two, one, *node.elts[index + 2 :]]
        yield change("order", node, like(node, elts=elements))


def format_spec(place: Place) -> Iterator[Change]:
    """A value in an f-string without its format."""
    node = place.node
    if isinstance(node, ast.FormattedValue) and node.format_spec:
        new = like(node, format_spec=None)
        was, is_now = (ast.unparse(ast.JoinedStr(values=[part])) for part in (node, new))
        yield Change("format", [new], was, is_now)


def shorter(place: Place) -> Iterator[Change]:
    """A loop or comprehension that leaves out the last turn, or the first."""
    node = place.node
    loops = (ast.For, ast.AsyncFor, ast.comprehension)
    if not isinstance(place.parent, loops) or place.field != "iter":
        return
    assert isinstance(node, ast.expr)
    whole = ast.Call(func=ast.Name(id="list", ctx=ast.Load()), args=[node], keywords=[])
    last = ast.Slice(upper=ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=1)))
    first = ast.Slice(lower=ast.Constant(value=1))
    for piece in (last, first):
        new = ast.Subscript(value=whole, slice=piece, ctx=ast.Load())
        yield change("loop", node, new)
