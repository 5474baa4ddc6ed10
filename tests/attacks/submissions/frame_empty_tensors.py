# /// attack
# tries = "answers with hundreds of thousands of empty tensors"
# wins = "grader_memory"
# stopped_by = ["frame rules"]
# proof = {without = ["caps"]}
# ///
import os
import struct

import msgpack


def attack():
    control = msgpack.packb([[4, "value", [4, 0]], [["bool", [0], False]] * 400_000])
    data = struct.pack("<4sI", b"TGB1", len(control)) + control
    while data:
        data = data[os.write(3, data) :]
