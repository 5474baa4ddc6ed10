# /// attack
# tries = "cuts a file off by truncate, without opening it"
# wins = "touched"
# stopped_by = ["private root", "Landlock"]
# proof = {without = ["landlock"]}
# ///
import ctypes


def attack():
    ctypes.CDLL(None).truncate(b"@OUTSIDE@/canary", ctypes.c_long(1))
