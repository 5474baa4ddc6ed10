# /// attack
# tries = "reads the reference through the root of the grader, of its parent and of process 1"
# wins = "flag"
# stopped_by = ["PID namespace", "private root", "Landlock", "capabilities dropped"]
# proof = {without = ["landlock", "capabilities"]}
# ///
import contextlib
import os


def attack():
    for pid in ("@GRADER@", os.getppid(), 1):
        with contextlib.suppress(OSError), open(f"/proc/{pid}/root@REFERENCE@") as file:
            raise RuntimeError(file.read())
