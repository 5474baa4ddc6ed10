# /// attack
# tries = "patches torch for the submission after it"
# wins = "neighbour"
# stopped_by = ["fresh process"]
# proof = {without = ["fresh"]}
# ///
import torch


def attack():
    torch.Tensor.__mul__ = lambda tensor, factor: tensor
