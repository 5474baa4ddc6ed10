# /// attack
# tries = "goes on printing after it has answered"
# wins = "grader_memory"
# stopped_by = ["output cap"]
# proof = {without = ["output"]}
# ///
import os
import threading
import time


def flood():
    part = b"\n" * (1 << 16)
    for _ in range(10_000):
        os.write(1, part)


def attack():
    threading.Thread(target=flood, daemon=True).start()


def answer(number):
    time.sleep(0.5)
    return 0
