# /// attack
# tries = "writes a reply of its own making to the connection, under another number"
# wins = "claim"
# stopped_by = ["frame rules"]
# proof = {without = ["numbers"]}
# ///
import os
import struct

import msgpack


def attack():
    control = msgpack.packb([[999, "value", True], []])
    os.write(3, struct.pack("<4sI", b"TGB1", len(control)) + control)
    return False
