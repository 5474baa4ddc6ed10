# /// attack
# tries = "watches the processor's counters"
# wins = "claim"
# stopped_by = ["seccomp", "capabilities dropped"]
# proof = {without = ["seccomp", "capabilities"]}
# ///
import ctypes
import struct

OPEN = 298


def attack():
    attributes = struct.pack("II", 1, 112) + bytes(104)
    return ctypes.CDLL(None).syscall(OPEN, attributes, 0, -1, -1, 0) >= 0
