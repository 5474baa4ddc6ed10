# /// attack
# tries = "becomes another account"
# wins = "claim"
# stopped_by = ["seccomp", "capabilities dropped", "user namespace"]
# proof = {without = ["seccomp", "capabilities"]}
# ///
import os


def attack():
    os.setresuid(1234, 1234, 1234)
    return os.getuid() == 1234
