# /// attack
# tries = "sends a datagram where it may use loopback"
# exercise = "network"
# wins = "connected"
# stopped_by = ["network namespace", "seccomp"]
# proof = {without = ["seccomp"]}
# ///
import socket


def attack():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.sendto(b"here I am", ("127.0.0.1", int("@UDP@")))
