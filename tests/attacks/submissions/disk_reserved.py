# /// attack
# tries = "reserves 400 MB of disk for a file at once"
# exercise = "workshop"
# wins = "claim"
# stopped_by = ["private root", "seccomp", "deadline by the clock"]
# proof = {without = ["seccomp", "deadlines"]}
# ///
import ctypes
import os

KEEP_SIZE = 1


def attack():
    libc = ctypes.CDLL(None)
    length = ctypes.c_long(400 << 20)
    with open("reserved", "wb") as file:
        libc.fallocate(file.fileno(), KEEP_SIZE, ctypes.c_long(0), length)
        return os.stat("reserved").st_blocks * 512 >= 400 << 20
