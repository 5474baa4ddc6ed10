# /// attack
# tries = "starts a process in a user namespace by the flags of clone"
# exercise = "crew"
# wins = "claim"
# stopped_by = ["seccomp"]
# proof = {without = ["seccomp"]}
# ///
import ctypes
import os

CLONE, NEW_USER, SIGCHLD = 56, 0x10000000, 17


def attack():
    pid = ctypes.CDLL(None).syscall(CLONE, NEW_USER | SIGCHLD, 0, 0, 0, 0)
    if pid == 0:
        os._exit(0)
    return pid > 0
