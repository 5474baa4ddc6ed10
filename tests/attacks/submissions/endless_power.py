# /// attack
# tries = "computes a power that no interpreter can interrupt"
# wins = "hung"
# stopped_by = ["deadline in CPU time"]
# proof = {without = ["deadlines"]}
# ///
def attack():
    return len(str(pow(7, 1 << 29))) > 0
