# /// attack
# tries = "writes 250 MB so many folders deep that no path leads there"
# exercise = "workshop"
# wins = "claim"
# stopped_by = ["private root", "deadline by the clock"]
# proof = {without = ["deadlines"]}
# ///
import os


def attack():
    for _ in range(2500):
        os.mkdir("deep")
        os.chdir("deep")
    for number in range(5):
        with open(f"hoard-{number}", "wb") as file:
            if file.write(bytes(50 << 20)) < 50 << 20:
                return False
    return True
