# /// attack
# tries = "announces a message of 600 MB and sends much of it"
# wins = "grader_memory"
# stopped_by = ["frame rules"]
# proof = {without = ["caps"]}
# ///
import os
import struct


def attack():
    os.write(3, struct.pack("<4sI", b"TGB1", 600 << 20))
    part = bytes(1 << 20)
    for _ in range(500):
        os.write(3, part)
