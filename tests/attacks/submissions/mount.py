# /// attack
# tries = "mounts a file system on its folder"
# exercise = "workshop"
# wins = "claim"
# stopped_by = ["seccomp", "capabilities dropped", "user namespace"]
# proof = {without = ["seccomp", "capabilities", "landlock"]}
# ///
import ctypes


def attack():
    libc = ctypes.CDLL(None)
    done = libc.mount(b"none", b".", b"tmpfs", 0, None) == 0
    if done:
        libc.umount2(b".", 2)
    return done
