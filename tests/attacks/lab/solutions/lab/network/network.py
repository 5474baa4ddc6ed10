"""The reference. No submission can know what it computes."""

import hashlib

FLAG = "@FLAG@"


def answer(number):
    return int(hashlib.sha256(f"{FLAG}:{number}".encode()).hexdigest()[:12], 16)


def scale(tensor):
    return tensor * float(answer(0) % 1000 + 1001)
