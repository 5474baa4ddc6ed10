# /// attack
# tries = "makes a device node"
# exercise = "workshop"
# wins = "claim"
# stopped_by = ["seccomp", "capabilities dropped", "Landlock"]
# proof = {without = ["seccomp", "capabilities", "landlock"]}
# ///
import os
import stat


def attack():
    os.mknod("memory", 0o600 | stat.S_IFCHR, os.makedev(1, 5))
    os.unlink("memory")
    return True
