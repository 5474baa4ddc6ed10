# /// attack
# tries = "changes the mode and the times of a file"
# wins = "claim"
# stopped_by = ["private root", "seccomp"]
# proof = {without = ["seccomp"]}
# ///
import os


def attack():
    before = os.stat("@OUTSIDE@/canary")
    os.chmod("@OUTSIDE@/canary", 0o600)
    os.utime("@OUTSIDE@/canary", (1, 1))
    after = os.stat("@OUTSIDE@/canary")
    os.chmod("@OUTSIDE@/canary", before.st_mode)
    return before.st_mode != after.st_mode or after.st_mtime == 1
