# /// attack
# tries = "writes a forged verdict between the parts of an honest answer, from a second thread"
# wins = "points"
# stopped_by = ["separate process", "frame rules"]
# proof = {without = ["verdicts"]}
# ///
import os
import struct
import sys
import threading
import time

import msgpack
import torch

SIZE = 16 << 20


def attack():
    return False


def answer(number):
    return 0


def interleave(frame, thread):
    while True:
        place = sys._current_frames()[thread]
        match place.f_code.co_name:
            case "_send" if any(len(part) > SIZE // 2 for part in place.f_locals["parts"]):
                time.sleep(0.001)  # the control part is gone, and the tensor does not fit
                break
            case "_fill":
                break  # too late to be in the middle
    os.write(3, frame)


def scale(tensor):
    caller = sys._getframe()
    while "request" not in caller.f_locals:
        caller = caller.f_back
    control = msgpack.packb([[caller.f_locals["request"].number + 1, "value", True], []])
    frame = struct.pack("<4sI", b"TGB1", len(control)) + control
    thread = threading.get_ident()
    threading.Thread(target=interleave, args=(frame, thread), daemon=True).start()
    # As many bytes as come too many at one place stand out at the end: a frame.
    return torch.frombuffer(bytearray(frame * (SIZE // len(frame))), dtype=torch.uint8)
