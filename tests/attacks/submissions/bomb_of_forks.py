# /// attack
# tries = "starts hundreds of processes"
# exercise = "crew"
# wins = "claim"
# stopped_by = ["resource limits", "deadline by the clock"]
# proof = {without = ["deadlines"]}
# ///
import os
import signal
import time


def attack():
    children = []
    try:
        while len(children) < 250:
            pid = os.fork()
            if pid == 0:
                time.sleep(20)
                os._exit(0)
            children.append(pid)
    except OSError:
        pass
    for pid in children:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return len(children) == 250
