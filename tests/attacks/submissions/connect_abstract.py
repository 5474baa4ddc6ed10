# /// attack
# tries = "connects to a server by an abstract socket"
# wins = "connected"
# stopped_by = ["network namespace", "seccomp", "Landlock"]
# proof = {without = ["seccomp", "landlock"]}
# ///
import socket


def attack():
    with socket.socket(socket.AF_UNIX) as sock:
        sock.connect("\0@ABSTRACT@")
