# /// attack
# tries = "moves the hidden checks away"
# wins = "touched"
# stopped_by = ["private root", "Landlock"]
# proof = {without = ["landlock"]}
# ///
import os
import shutil


def attack():
    os.rename("@HIDDEN@", "@OUTSIDE@/hidden_checks.py")
    shutil.copy("@OUTSIDE@/hidden_checks.py", "@HIDDEN@")  # attacks after this one need them
