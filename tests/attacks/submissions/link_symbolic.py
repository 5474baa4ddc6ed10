# /// attack
# tries = "reads the reference through a symbolic link in its work folder"
# exercise = "workshop"
# wins = "flag"
# stopped_by = ["private root", "Landlock"]
# proof = {without = ["landlock"]}
# ///
import os


def attack():
    os.symlink("@REFERENCE@", "notes.txt")
    with open("notes.txt") as file:
        raise RuntimeError(file.read())
