# /// attack
# tries = "fails in another way at each call, so that no failure is found a second time"
# wins = "points"
# stopped_by = ["unsteady answers fail"]
# proof = {without = ["unsteady"]}
# ///
import itertools
import random

calls = itertools.count()


def attack():
    return False


def answer(number):
    match next(calls) % 4:
        case 0:
            return 0
        case 1:
            raise ValueError(number)
        case 2:
            return "0"
        case _:
            raise KeyError(random.random())


def scale(tensor):
    return tensor
