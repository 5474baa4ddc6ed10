# /// attack
# tries = "takes 700 MB as a file without a name (memfd_create)"
# wins = "claim"
# stopped_by = ["seccomp"]
# proof = {without = ["seccomp", "limits"]}
# ///
import ctypes
import os


def attack():
    file = ctypes.CDLL(None).memfd_create(b"hoard", 0)
    return sum(os.write(file, bytes(50 << 20)) for _ in range(14)) == 700 << 20
