# /// attack
# tries = "lets a failure end the process with the exit code of success"
# wins = "points"
# stopped_by = ["separate process"]
# proof = {without = ["boundary"]}
# ///
import os
import sys


def attack():
    sys.excepthook = lambda *_: os._exit(0)
    return False


def answer(number):
    raise KeyboardInterrupt


def scale(tensor):
    raise GeneratorExit
