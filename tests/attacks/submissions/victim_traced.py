# /// attack
# tries = "traces another process"
# wins = "victim"
# stopped_by = ["PID namespace", "Landlock", "seccomp"]
# proof = {without = ["seccomp", "landlock", "capabilities"]}
# ///
import ctypes
import time

ATTACH = 16


def attack():
    ctypes.CDLL(None).ptrace(ATTACH, int("@VICTIM@"), None, None)
    time.sleep(1)


def answer(number):
    time.sleep(1)
    return 0
