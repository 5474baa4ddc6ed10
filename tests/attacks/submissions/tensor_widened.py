# /// attack
# tries = "answers with a tensor of bytes that takes eight times as much where it is compared"
# wins = "grader_memory"
# stopped_by = ["shapes compared first"]
# proof = {without = ["shapes"]}
# ///
import torch


def attack():
    return False


def answer(number):
    return 0


def scale(tensor):
    return torch.zeros(200 << 20, dtype=torch.uint8)
