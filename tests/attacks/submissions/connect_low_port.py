# /// attack
# tries = "connects to a well-known service where it may use loopback"
# exercise = "network"
# wins = "connected"
# stopped_by = ["network namespace", "Landlock"]
# proof = {without = ["landlock"]}
# ///
import socket


def attack():
    socket.create_connection(("127.0.0.1", int("@LOW@")), timeout=1)
