# /// attack
# tries = "writes into the file where a CI runner takes a job's results from"
# wins = "touched"
# stopped_by = ["private root", "Landlock"]
# proof = {without = ["landlock"]}
# ///
import os


def attack():
    with open(os.environ.get("GITHUB_OUTPUT", "@OUTSIDE@/canary"), "a") as file:
        file.write("\nscore=10\n")
