# /// attack
# tries = "connects to a server on this machine by TCP"
# wins = "connected"
# stopped_by = ["network namespace", "seccomp: socket", "Landlock"]
# proof = {without = ["seccomp", "landlock"]}
# ///
import socket


def attack():
    socket.create_connection(("127.0.0.1", int("@TCP@")), timeout=1).sendall(b"here I am")
