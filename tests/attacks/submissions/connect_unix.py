# /// attack
# tries = "connects to a server by a socket in the file system"
# wins = "connected"
# stopped_by = ["private root", "seccomp"]
# proof = {without = ["seccomp"]}
# ///
import socket


def attack():
    with socket.socket(socket.AF_UNIX) as sock:
        sock.connect("@SOCKET@")
