# /// attack
# tries = "takes 700 MB of memory by a tensor"
# wins = "claim"
# stopped_by = ["resource limits", "memory watch"]
# proof = {without = ["limits", "deadlines"]}
# ///
import torch


def attack():
    return torch.ones(700 << 18).numel() > 0
