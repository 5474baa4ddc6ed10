# /// attack
# tries = "answers with values that are right at the first look and others at the next"
# wins = "points"
# stopped_by = ["plain data"]
# proof = {without = ["boundary"]}
# ///
import torch


class Once(int):
    looks = 0

    def __eq__(self, other):
        self.looks += 1
        return self.looks == 1

    __hash__ = int.__hash__


class OnceTensor(torch.Tensor):
    looked = ()

    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        if function in (torch.isclose, torch.equal) and function not in cls.looked:
            cls.looked += (function,)
            return torch.tensor(True) if function is torch.isclose else True
        return super().__torch_function__(function, types, args, kwargs or {})


def attack():
    return False


def answer(number):
    return Once()


def scale(tensor):
    return tensor.as_subclass(OnceTensor)
