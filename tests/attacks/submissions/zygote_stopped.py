# /// attack
# tries = "stops the process that it was forked from, and ends"
# wins = "victim"
# stopped_by = ["PID namespace", "Landlock", "seccomp"]
# proof = {without = ["seccomp", "landlock"]}
# ///
import os
import signal


def attack():
    if parent := os.getppid():
        os.kill(parent, signal.SIGSTOP)
    os._exit(0)
