# /// attack
# tries = "cuts a file off by opening it"
# wins = "touched"
# stopped_by = ["private root", "Landlock"]
# proof = {without = ["landlock"]}
# ///
import os


def attack():
    os.open("@OUTSIDE@/canary", os.O_RDONLY | os.O_TRUNC)
