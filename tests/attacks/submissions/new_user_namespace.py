# /// attack
# tries = "makes a user namespace to be root in"
# wins = "claim"
# stopped_by = ["seccomp"]
# proof = {without = ["seccomp"]}
# ///
import ctypes

NEW_USER = 0x10000000


def attack():
    return ctypes.CDLL(None).unshare(NEW_USER) == 0
