# /// attack
# tries = "prints 400 MB at once"
# wins = "grader_memory"
# stopped_by = ["output cap"]
# proof = {without = ["output"]}
# ///
import os


def attack():
    part = bytes(1 << 20)
    for number in range(400):
        os.write(1 + number % 2, part)
