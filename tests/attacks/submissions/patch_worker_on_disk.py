# /// attack
# tries = "rewrites the grader's worker on the disk, and kills the zygote so that it is loaded anew"
# wins = "neighbour"
# stopped_by = ["PID namespace", "private root", "Landlock", "seccomp"]
# proof = {without = ["landlock", "seccomp"]}
# ///
import os
import signal
import sys


def attack():
    with open(sys.modules["grader.student.worker"].__file__, "a") as file:
        file.write("\nWorker._do_call = lambda *_: 'hacked'\n")
    os.kill(os.getppid(), signal.SIGKILL)
