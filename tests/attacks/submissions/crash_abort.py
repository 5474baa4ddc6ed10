# /// attack
# tries = "aborts the interpreter"
# wins = "neighbour"
# stopped_by = ["separate process"]
# proof = {without = ["boundary"]}
# ///
import os


def attack():
    os.abort()
