# /// attack
# tries = "computes for ever"
# wins = "hung"
# stopped_by = ["deadline in CPU time"]
# proof = {without = ["deadlines"]}
# ///
def attack():
    while True:
        pass
