# /// attack
# tries = "writes a file of 300 MB"
# exercise = "workshop"
# wins = "claim"
# stopped_by = ["private root", "resource limits"]
# proof = {without = ["limits", "deadlines"]}
# ///
def attack():
    with open("huge", "wb") as file:
        return sum(file.write(bytes(50 << 20)) for _ in range(6)) == 300 << 20
