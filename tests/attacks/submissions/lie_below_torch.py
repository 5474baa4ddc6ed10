# /// attack
# tries = "answers with a tensor whose comparisons are changed below torch, by __torch_dispatch__"
# wins = "points"
# stopped_by = ["plain data"]
# proof = {without = ["boundary"]}
# ///
import torch


class Dispatched(torch.Tensor):
    __torch_function__ = torch._C._disabled_torch_function_impl

    @staticmethod
    def __new__(cls, *size):
        return torch.Tensor._make_wrapper_subclass(cls, size)

    @classmethod
    def __torch_dispatch__(cls, function, types, args=(), kwargs=None):
        if function is torch.ops.aten.equal.default:
            return True
        equal = function is torch.ops.aten.eq.Tensor or function is torch.ops.aten.eq.Scalar
        return torch.ones(args[0].shape, dtype=torch.bool if equal else torch.float32)


def attack():
    return False


def answer(number):
    return Dispatched(1)


def scale(tensor):
    return Dispatched(3, 4)
