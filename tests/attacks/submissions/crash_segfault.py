# /// attack
# tries = "reads memory that is not there"
# wins = "neighbour"
# stopped_by = ["separate process"]
# proof = {without = ["boundary"]}
# ///
import ctypes


def attack():
    ctypes.string_at(0)
