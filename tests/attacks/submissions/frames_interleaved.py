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
            case "_send" if len(place.f_locals["data"]) > SIZE // 2:
                break  # what is being sent is the tensor, which does not fit into the socket
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
