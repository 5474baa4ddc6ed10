# /// attack
# tries = "answers with numbers and tensors that are equal to everything"
# wins = "points"
# stopped_by = ["plain data"]
# proof = {without = ["boundary"]}
# ///
import torch


class Agreeable(int):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __hash__ = int.__hash__


class AgreeableTensor(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        if func in (torch.equal, torch.allclose):
            return True
        if func is torch.isclose:
            return torch.ones(3, 4, dtype=torch.bool)
        return super().__torch_function__(func, types, args, kwargs or {})


def attack():
    return False


def answer(number):
    return Agreeable()


def scale(tensor):
    return tensor.as_subclass(AgreeableTensor)
