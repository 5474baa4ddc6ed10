# /// attack
# tries = "sends a datagram to a server on this machine"
# wins = "connected"
# stopped_by = ["network namespace", "seccomp"]
# proof = {without = ["seccomp"]}
# ///
import socket


def attack():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.sendto(b"here I am", ("127.0.0.1", int("@UDP@")))
