# /// attack
# tries = "takes the kernel's page faults into its own hands"
# wins = "claim"
# stopped_by = ["seccomp"]
# proof = {without = ["seccomp"]}
# ///
import ctypes

USERFAULTFD, USER_MODE_ONLY = 323, 1


def attack():
    return ctypes.CDLL(None).syscall(USERFAULTFD, USER_MODE_ONLY) >= 0
