# /// attack
# tries = "stops another process"
# wins = "victim"
# stopped_by = ["PID namespace", "Landlock", "seccomp"]
# proof = {without = ["seccomp", "landlock"]}
# ///
import os
import signal


def attack():
    os.kill(int("@VICTIM@"), signal.SIGSTOP)
