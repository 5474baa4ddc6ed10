# /// attack
# tries = "sends half of a message and then nothing"
# wins = "hung"
# stopped_by = ["deadline by the clock"]
# proof = {without = ["deadlines"]}
# ///
import os
import struct
import time


def attack():
    os.write(3, struct.pack("<4sI", b"TGB1", 1000) + bytes(500))
    time.sleep(300)
