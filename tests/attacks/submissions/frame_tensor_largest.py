# /// attack
# tries = "sends the largest tensor that a message may hold, without having it"
# wins = "grader_memory"
# stopped_by = ["frame rules"]
# proof = {without = ["caps"]}
# ///
import os
import struct

import msgpack


def attack():
    size = (512 << 20) - 1
    control = msgpack.packb([[4, "value", [4, 0]], [["uint8", [size], False]]])
    os.write(3, struct.pack("<4sI", b"TGB1", len(control)) + control)
    part = bytes(1 << 20)
    while size:
        size -= os.write(3, part[:size])
