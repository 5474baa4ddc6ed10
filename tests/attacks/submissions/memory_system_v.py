# /// attack
# tries = "takes 300 MB of shared memory that outlives it (shmget)"
# wins = "claim"
# stopped_by = ["seccomp"]
# proof = {without = ["seccomp", "limits"]}
# ///
import ctypes


def attack():
    libc = ctypes.CDLL(None)
    libc.shmat.restype = ctypes.c_void_p
    ident = libc.shmget(0, ctypes.c_size_t(300 << 20), 0o1600)
    if ident < 0:
        return False
    place = libc.shmat(ident, None, 0)
    libc.shmctl(ident, 0, None)
    ctypes.memset(place, 1, 300 << 20)
    return True
