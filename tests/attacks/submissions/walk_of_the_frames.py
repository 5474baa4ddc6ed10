# /// attack
# tries = "looks through the frames of its callers for the reference"
# wins = "flag"
# stopped_by = ["separate process"]
# proof = {without = ["boundary"]}
# ///
import sys


def attack():
    frame = sys._getframe()
    while frame := frame.f_back:
        for thing in (*frame.f_locals.values(), *frame.f_globals.values()):
            if "FLAG" in getattr(thing, "__dict__", ()):
                raise RuntimeError(thing.FLAG)
