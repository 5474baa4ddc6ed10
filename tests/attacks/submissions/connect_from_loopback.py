# /// attack
# tries = "connects to a server on this machine where it may use loopback"
# exercise = "network"
# wins = "connected"
# stopped_by = ["network namespace"]
# levels = ["full"]
# proof = {without = []}
# ///
import socket


def attack():
    socket.create_connection(("127.0.0.1", int("@TCP@")), timeout=1)
