# /// attack
# tries = "names the machine anew"
# wins = "claim"
# stopped_by = ["seccomp", "capabilities dropped"]
# proof = {without = ["seccomp", "capabilities"]}
# ///
import socket


def attack():
    socket.sethostname(socket.gethostname())
    return True
