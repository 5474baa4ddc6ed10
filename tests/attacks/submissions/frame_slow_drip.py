# /// attack
# tries = "sends its answer a byte every half second"
# wins = "hung"
# stopped_by = ["deadline by the clock"]
# proof = {without = ["deadlines"]}
# ///
import os
import struct
import time


def attack():
    for byte in struct.pack("<4sI", b"TGB1", 1000) + bytes(1000):
        os.write(3, bytes([byte]))
        time.sleep(0.5)
