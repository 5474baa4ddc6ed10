# /// attack
# tries = "asks the kernel for this machine's network interfaces"
# wins = "claim"
# stopped_by = ["seccomp"]
# proof = {without = ["seccomp"]}
# ///
import socket
import struct


def attack():
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as sock:
        sock.sendto(struct.pack("IHHII16x", 32, 18, 0x301, 1, 0), (0, 0))
        return b"lo\0" in sock.recv(1 << 16)
