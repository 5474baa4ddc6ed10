# /// attack
# tries = "starts a process in a user namespace by flags that no filter sees"
# exercise = "crew"
# wins = "claim"
# stopped_by = ["seccomp"]
# proof = {without = ["seccomp"]}
# ///
import ctypes
import os
import struct

CLONE3, NEW_USER, SIGCHLD = 435, 0x10000000, 17


def attack():
    arguments = struct.pack("11Q", NEW_USER, 0, 0, 0, SIGCHLD, 0, 0, 0, 0, 0, 0)
    pid = ctypes.CDLL(None).syscall(CLONE3, arguments, len(arguments))
    if pid == 0:
        os._exit(0)
    return pid > 0
