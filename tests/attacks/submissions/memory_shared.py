# /// attack
# tries = "takes 700 MB of shared memory without a name"
# wins = "claim"
# stopped_by = ["resource limits", "memory watch"]
# proof = {without = ["limits", "deadlines"]}
# ///
import mmap


def attack():
    memory = mmap.mmap(-1, 700 << 20)
    for at in range(0, 700 << 20, 4096):
        memory[at] = 1
    return True
