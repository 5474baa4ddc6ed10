# /// attack
# tries = "opens a socket to the host of a virtual machine"
# wins = "claim"
# stopped_by = ["seccomp"]
# proof = {without = ["seccomp"]}
# ///
import socket


def attack():
    with socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM) as sock:
        return sock.fileno() > 0
