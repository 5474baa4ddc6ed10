# /// attack
# tries = "stops itself"
# wins = "hung"
# stopped_by = ["deadline by the clock"]
# proof = {without = ["deadlines"]}
# ///
import os
import signal


def attack():
    os.kill(os.getpid(), signal.SIGSTOP)
