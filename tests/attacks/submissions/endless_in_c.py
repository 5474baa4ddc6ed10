# /// attack
# tries = "computes for ever in C, where no signal handler runs"
# wins = "hung"
# stopped_by = ["deadline in CPU time"]
# proof = {without = ["deadlines"]}
# ///
def attack():
    return sum(iter(int, 1))
