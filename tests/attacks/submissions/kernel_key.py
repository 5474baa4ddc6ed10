# /// attack
# tries = "keeps a key in the kernel"
# wins = "claim"
# stopped_by = ["seccomp"]
# proof = {without = ["seccomp"]}
# ///
import ctypes

ADD_KEY, OF_THE_PROCESS = 248, -2


def attack():
    add = ctypes.CDLL(None).syscall
    return add(ADD_KEY, b"user", b"attack", b"loot", ctypes.c_size_t(4), OF_THE_PROCESS) > 0
