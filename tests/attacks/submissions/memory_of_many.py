# /// attack
# tries = "takes 700 MB in several processes, each below the limit"
# exercise = "crew"
# wins = "claim"
# stopped_by = ["memory watch"]
# proof = {without = ["deadlines"]}
# ///
import os
import time


def attack():
    reader, writer = os.pipe()
    for _ in range(7):
        if os.fork() == 0:
            held = b"x" * (100 << 20)
            os.write(writer, held[:1])
            time.sleep(5)
            os._exit(0)
    return sum(len(os.read(reader, 1)) for _ in range(7)) == 7
