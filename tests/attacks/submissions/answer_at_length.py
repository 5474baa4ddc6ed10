# /// attack
# tries = "answers with a tensor of ten million elements, for the report to show"
# wins = "grader_memory"
# stopped_by = ["output cap"]
# proof = {without = ["shown"]}
# ///
import torch


def attack():
    return False


def answer(number):
    return torch.zeros(1).expand(10_000_000)


def scale(tensor):
    return tensor
