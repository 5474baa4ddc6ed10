# /// attack
# tries = "kills the process that it was forked from"
# wins = "victim"
# stopped_by = ["PID namespace", "Landlock", "seccomp"]
# proof = {without = ["seccomp", "landlock"]}
# ///
import os
import signal


def attack():
    if parent := os.getppid():
        os.kill(parent, signal.SIGKILL)
