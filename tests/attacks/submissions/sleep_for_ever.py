# /// attack
# tries = "sleeps for ever"
# wins = "hung"
# stopped_by = ["deadline by the clock"]
# proof = {without = ["deadlines"]}
# ///
import time


def attack():
    time.sleep(100_000)
