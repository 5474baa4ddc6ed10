# /// attack
# tries = "answers with a frame that holds a pickle"
# wins = "touched"
# stopped_by = ["frame rules", "plain data"]
# proof = {without = ["plain"]}
# ///
import os
import pickle
import struct


class Touch:
    def __reduce__(self):
        return open, ("@OUTSIDE@/pickle", "w")


def attack():
    control = pickle.dumps(Touch())
    os.write(3, struct.pack("<4sI", b"TGB1", len(control)) + control)
