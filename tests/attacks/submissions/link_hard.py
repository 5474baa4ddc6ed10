# /// attack
# tries = "reads the reference through a hard link in its work folder"
# exercise = "workshop"
# wins = "flag"
# stopped_by = ["private root", "Landlock"]
# proof = {without = ["landlock"]}
# ///
import os


def attack():
    os.link("@REFERENCE@", "notes.txt")
    with open("notes.txt") as file:
        raise RuntimeError(file.read())
