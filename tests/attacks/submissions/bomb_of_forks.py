# /// attack
# tries = "starts twice as many processes as it may"
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
        while len(children) < 120:
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
    return len(children) == 120
