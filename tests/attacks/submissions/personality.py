# /// attack
# tries = "makes all that can be read executable"
# wins = "claim"
# stopped_by = ["seccomp"]
# proof = {without = ["seccomp"]}
# ///
import ctypes

READ_IMPLIES_EXEC = 0x0400000


def attack():
    libc = ctypes.CDLL(None)
    libc.personality(READ_IMPLIES_EXEC)
    return libc.personality(0xFFFFFFFF) == READ_IMPLIES_EXEC
