# /// attack
# tries = "leaves a note in the folder where the work folders of all submissions lie"
# exercise = "workshop"
# wins = "claim"
# stopped_by = ["private root", "Landlock"]
# proof = {without = ["landlock"]}
# ///
import os


def attack():
    os.mkdir("../note")
    seen = "note" in os.listdir("..")
    os.rmdir("../note")
    return seen
