# /// attack
# tries = "answers with 600 MB when it is asked what it has shown"
# notebook = true
# wins = "grader_memory"
# stopped_by = ["frame rules"]
# proof = {without = ["caps"]}
# ///
import os
import struct


def attack():
    return False


# %%
from grader.student.worker import Worker


def shown(worker):
    os.write(3, struct.pack("<4sI", b"TGB1", 600 << 20))
    part = bytes(1 << 20)
    for _ in range(500):
        os.write(3, part)


Worker._do_shown = shown
