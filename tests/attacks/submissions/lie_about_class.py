# /// attack
# tries = "answers with an object that says it is a tensor, and a number, and equal to everything"
# wins = "points"
# stopped_by = ["plain data"]
# proof = {without = ["boundary"]}
# ///
import torch


class Liar:
    __class__ = property(lambda self: torch.Tensor)
    __eq__ = lambda self, other: True  # noqa: E731
    __ne__ = lambda self, other: False  # noqa: E731
    __bool__ = lambda self: True  # noqa: E731
    __len__ = lambda self: 3  # noqa: E731
    __float__ = lambda self: 0.0  # noqa: E731
    __hash__ = None

    def __init__(self, tensor):
        self._tensor = tensor

    def __iter__(self):
        return iter(self._tensor)

    def __getattr__(self, name):
        return getattr(self._tensor, name)

    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return torch.tensor(True) if function is torch.isclose else True


def attack():
    return False


def answer(number):
    return Liar(torch.tensor(number))


def scale(tensor):
    return Liar(tensor)
