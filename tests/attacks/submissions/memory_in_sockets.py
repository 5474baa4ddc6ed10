# /// attack
# tries = "takes 700 MB in the buffers of sockets, which count as nobody's"
# wins = "claim"
# stopped_by = ["resource limits"]
# proof = {without = ["limits"]}
# ///
import contextlib
import socket


def attack():
    kept, size = [], 0
    with contextlib.suppress(OSError):
        while size < 700 << 20:
            ends = socket.socketpair()
            kept.append(ends)
            for end in ends:
                end.setblocking(False)
                end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 << 20)
                with contextlib.suppress(BlockingIOError):
                    while size < 700 << 20:
                        size += end.send(bytes(1 << 16))
    return size >= 700 << 20
