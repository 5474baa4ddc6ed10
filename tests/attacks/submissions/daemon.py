# /// attack
# tries = "leaves a process behind that has no parent, session or group in common with it"
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
        if os.fork() == 0:
            time.sleep(300)
        os._exit(0)
    os.wait()
    time.sleep(0.2)
