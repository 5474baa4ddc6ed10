# /// attack
# tries = "enters the network of the grader"
# wins = "claim"
# stopped_by = ["PID namespace", "Landlock", "seccomp", "capabilities dropped"]
# proof = {without = ["seccomp", "landlock", "capabilities"]}
# ///
import ctypes


def attack():
    with open("/proc/@GRADER@/ns/net") as file:
        return ctypes.CDLL(None).setns(file.fileno(), 0) == 0
