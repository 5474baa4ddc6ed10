# /// attack
# tries = "gives the kernel a map for programs of its own (bpf)"
# wins = "claim"
# stopped_by = ["seccomp", "capabilities dropped"]
# proof = {without = ["seccomp", "capabilities", "limits"]}
# ///
import ctypes
import struct

BPF = 321


def attack():
    attributes = struct.pack("IIIII", 2, 4, 4, 1, 0) + bytes(100)
    return ctypes.CDLL(None).syscall(BPF, 0, attributes, len(attributes)) >= 0
