# /// attack
# tries = "writes 400 MB into files that have no name any more"
# exercise = "workshop"
# wins = "claim"
# stopped_by = ["private root"]
# levels = ["full"]
# proof = {without = ["deadlines"]}
# ///
import os


def attack():
    for _ in range(8):
        file = os.open("hidden", os.O_CREAT | os.O_WRONLY)
        os.unlink("hidden")
        if os.write(file, bytes(50 << 20)) < 50 << 20:
            return False
    return True
