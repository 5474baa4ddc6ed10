# /// attack
# tries = "makes a message queue, which outlives it"
# wins = "claim"
# stopped_by = ["seccomp", "resource limits"]
# proof = {without = ["seccomp", "limits", "landlock"]}
# ///
import ctypes


def attack():
    libc = ctypes.CDLL(None)
    queue = libc.mq_open(b"/attack", 0o102, 0o600, None)
    libc.mq_unlink(b"/attack")
    return queue >= 0
