# /// attack
# tries = "changes what its caller expects into what it answers"
# wins = "points"
# stopped_by = ["separate process"]
# proof = {without = ["boundary"]}
# ///
import sys


def attack():
    frame = sys._getframe().f_back
    frame.f_locals["reference"].answer = answer
    frame.f_locals["reference"].scale = scale
    return False


def answer(number):
    return 0


def scale(tensor):
    return tensor
