# /// attack
# tries = "answers with so many bools that a second copy of them is too much"
# wins = "grader_memory"
# stopped_by = ["frame rules"]
# proof = {without = ["copies"]}
# ///
import torch


def attack():
    return torch.zeros(230 << 20, dtype=torch.bool)
