# /// attack
# tries = "opens again what the grader has open, through /proc"
# wins = "flag"
# stopped_by = ["PID namespace", "Landlock", "capabilities dropped"]
# proof = {without = ["landlock", "capabilities"]}
# ///
import os


def attack():
    folder = "/proc/@GRADER@/fd"
    for number in os.listdir(folder):
        if os.readlink(f"{folder}/{number}") == "@SECRET@":
            with open(f"{folder}/{number}") as file:
                raise RuntimeError(file.read())
