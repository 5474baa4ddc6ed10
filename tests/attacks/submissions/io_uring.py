# /// attack
# tries = "makes a ring by which system calls pass every filter"
# wins = "claim"
# stopped_by = ["seccomp"]
# proof = {without = ["seccomp"]}
# ///
import ctypes

SETUP = 425


def attack():
    return ctypes.CDLL(None).syscall(SETUP, 4, ctypes.create_string_buffer(120)) >= 0
