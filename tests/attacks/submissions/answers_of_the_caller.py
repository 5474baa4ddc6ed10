# /// attack
# tries = "takes the expected answers from the variables of its caller"
# wins = "points"
# stopped_by = ["separate process"]
# proof = {without = ["boundary"]}
# ///
import sys


def attack():
    return False


def caller(name):
    frame = sys._getframe()
    while name not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals[name]


def answer(number):
    return caller("expected")[caller("numbers").index(number)]


def scale(tensor):
    return caller("reference").scale(tensor)
