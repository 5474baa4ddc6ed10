# /// attack
# tries = "answers with values that become what they are compared with"
# wins = "points"
# stopped_by = ["plain data"]
# proof = {without = ["boundary"]}
# ///
import torch


class Number:
    def __eq__(self, other):
        self.value = other
        return self.value == other

    __hash__ = None


class Tensor(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        plain = [arg.as_subclass(torch.Tensor) if type(arg) is cls else arg for arg in args]
        if function in (torch.isclose, torch.equal):
            plain[0].copy_(plain[1])
        return function(*plain, **(kwargs or {}))


def attack():
    return False


def answer(number):
    return Number()


def scale(tensor):
    return tensor.as_subclass(Tensor)
