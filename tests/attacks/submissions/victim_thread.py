# /// attack
# tries = "kills another process by its thread"
# wins = "victim"
# stopped_by = ["PID namespace", "Landlock", "seccomp"]
# proof = {without = ["seccomp", "landlock"]}
# ///
import ctypes
import signal


def attack():
    libc = ctypes.CDLL(None)
    libc.tgkill(int("@VICTIM@"), int("@VICTIM@"), signal.SIGKILL)
