# /// attack
# tries = "ends the process with the exit code of success"
# wins = "points"
# stopped_by = ["separate process"]
# proof = {without = ["boundary"]}
# ///
import os


def attack():
    os._exit(0)


answer = scale = lambda _: os._exit(0)
