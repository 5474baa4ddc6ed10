# /// attack
# tries = "makes its folder the root"
# wins = "claim"
# stopped_by = ["seccomp", "capabilities dropped"]
# proof = {without = ["seccomp", "capabilities"]}
# ///
import os


def attack():
    os.chroot(".")
    return True
