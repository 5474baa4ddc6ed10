# /// attack
# tries = "listens to everything on the network"
# wins = "claim"
# stopped_by = ["seccomp", "capabilities dropped", "user namespace"]
# proof = {without = ["seccomp", "capabilities"]}
# ///
import socket


def attack():
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)) as sock:
        return sock.fileno() > 0
