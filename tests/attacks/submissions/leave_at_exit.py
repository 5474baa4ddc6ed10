# /// attack
# tries = "turns the exit code into success when the interpreter ends"
# wins = "points"
# stopped_by = ["separate process"]
# proof = {without = ["boundary"]}
# ///
import atexit
import os


def attack():
    atexit.register(os._exit, 0)
    return False
