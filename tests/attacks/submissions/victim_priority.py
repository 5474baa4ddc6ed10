# /// attack
# tries = "makes another process run last"
# wins = "claim"
# stopped_by = ["PID namespace", "seccomp", "capabilities dropped"]
# proof = {without = ["seccomp", "capabilities"]}
# ///
import os


def attack():
    victim = int("@VICTIM@")
    before = os.getpriority(os.PRIO_PROCESS, victim)
    os.setpriority(os.PRIO_PROCESS, victim, before + 1)
    return os.getpriority(os.PRIO_PROCESS, victim) == before + 1
