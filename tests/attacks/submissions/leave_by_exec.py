# /// attack
# tries = "becomes another program, which ends with the exit code of success"
# exercise = "crew"
# wins = "points"
# stopped_by = ["separate process"]
# proof = {without = ["boundary"]}
# ///
import os
import sys


def attack():
    os.execv(sys.executable, [sys.executable, "-c", "print('SCORE 10/10')"])
