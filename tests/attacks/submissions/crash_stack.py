# /// attack
# tries = "recurses in C until the stack is used up"
# wins = "neighbour"
# stopped_by = ["separate process"]
# proof = {without = ["boundary"]}
# ///
import sys


class Endless:
    def __repr__(self):
        return repr(self)


def attack():
    sys.setrecursionlimit(1 << 30)
    repr(Endless())
