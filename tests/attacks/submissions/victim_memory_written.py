# /// attack
# tries = "reads and writes another process's memory"
# wins = "claim"
# stopped_by = ["PID namespace", "Landlock", "seccomp", "capabilities dropped"]
# proof = {without = ["seccomp", "landlock", "capabilities"]}
# ///
import ctypes


class Piece(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


def attack():
    with open("/proc/@VICTIM@/maps") as file:
        line = next(line for line in file if " rw-p " in line)
    buffer = ctypes.create_string_buffer(8)
    mine = Piece(ctypes.addressof(buffer), 8)
    theirs = Piece(int(line.split("-")[0], 16), 8)
    libc = ctypes.CDLL(None)
    victim = int("@VICTIM@")
    arguments = (ctypes.byref(mine), ctypes.c_ulong(1), ctypes.byref(theirs), ctypes.c_ulong(1))
    read = libc.process_vm_readv(victim, *arguments, ctypes.c_ulong(0))
    written = libc.process_vm_writev(victim, *arguments, ctypes.c_ulong(0))
    return (read, written) == (8, 8)
