# /// attack
# tries = "asks whether it could signal everybody at once"
# wins = "claim"
# stopped_by = ["PID namespace", "Landlock", "seccomp"]
# proof = {without = ["seccomp", "landlock"]}
# ///
import os


def attack():
    os.kill(-1, 0)
    return True
