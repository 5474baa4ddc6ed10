# /// attack
# tries = "connects to a server on this machine by TCP over IPv6"
# wins = "connected"
# stopped_by = ["network namespace", "seccomp", "Landlock"]
# proof = {without = ["seccomp", "landlock"]}
# ///
import socket


def attack():
    socket.create_connection(("::1", int("@TCP6@")), timeout=1)
