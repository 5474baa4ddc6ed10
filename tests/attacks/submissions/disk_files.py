# /// attack
# tries = "makes 20 000 files"
# exercise = "workshop"
# wins = "claim"
# stopped_by = ["private root", "disk watch"]
# proof = {without = ["deadlines"]}
# ///
from pathlib import Path


def attack():
    for number in range(20_000):
        Path(f"file-{number}").touch()
    return True
