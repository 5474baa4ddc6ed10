# /// attack
# tries = "announces a tensor of 16 GB and sends much of it"
# wins = "grader_memory"
# stopped_by = ["frame rules"]
# proof = {without = ["caps"]}
# ///
import os
import struct

import msgpack


def attack():
    control = msgpack.packb([[4, "value", [4, 0]], [["uint8", [16_000_000_000], False]]])
    os.write(3, struct.pack("<4sI", b"TGB1", len(control)) + control)
    part = bytes(1 << 20)
    for _ in range(500):
        os.write(3, part)
