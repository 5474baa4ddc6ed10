# /// attack
# tries = "changes the verdict in the variables of the frames that called it"
# wins = "points"
# stopped_by = ["separate process"]
# proof = {without = ["verdicts"]}
# ///
import sys


def attack():
    frame = sys._getframe()
    while frame := frame.f_back:
        if hasattr(frame.f_locals.get("self"), "_do_fetch"):
            frame.f_locals["self"]._do_fetch = lambda value: True


def answer(number):
    return 0


def scale(tensor):
    return tensor
