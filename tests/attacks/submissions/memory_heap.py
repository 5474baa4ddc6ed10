# /// attack
# tries = "takes 700 MB of memory"
# wins = "claim"
# stopped_by = ["resource limits", "memory watch"]
# proof = {without = ["limits", "deadlines"]}
# ///
def attack():
    return len(b"x" * (700 << 20)) > 0
