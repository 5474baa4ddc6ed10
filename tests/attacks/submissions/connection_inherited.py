# /// attack
# tries = "ends, and leaves the connection to a child"
# exercise = "crew"
# wins = "survivor"
# stopped_by = ["PID namespace", "adoption of orphans"]
# proof = {without = ["sweep"]}
# ///
import os
import time


def attack():
    if os.fork() == 0:
        os.setsid()
        time.sleep(120)
    os._exit(0)
