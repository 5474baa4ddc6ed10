# /// attack
# tries = "patches what the reference computes with, so that its answers are known"
# wins = "points"
# stopped_by = ["separate process"]
# proof = {without = ["boundary"]}
# ///
import hashlib
from types import SimpleNamespace


def attack():
    hashlib.sha256 = lambda _: SimpleNamespace(hexdigest=lambda: "0" * 64)
    return False


def answer(number):
    return 0


def scale(tensor):
    return tensor * 1001.0
