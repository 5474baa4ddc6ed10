# /// attack
# tries = "leaves processes behind that hand on to a new one faster than they are killed"
# exercise = "crew"
# wins = "survivor"
# stopped_by = ["PID namespace", "adoption of orphans"]
# proof = {without = ["sweep"]}
# ///
import os
import time


def relay(seconds):
    os.setsid()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if os.fork():
            os._exit(0)
    time.sleep(60)
    os._exit(0)


def attack():
    for number in range(8):
        if os.fork() == 0:
            relay(0.1 * number)
    time.sleep(0.1)
