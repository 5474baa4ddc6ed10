# /// attack
# tries = "types into a terminal of the machine"
# wins = "claim"
# stopped_by = ["private root", "Landlock", "seccomp", "capabilities dropped"]
# proof = {without = ["landlock", "seccomp", "capabilities"]}
# ///
import fcntl
import os
import select
import termios


def attack():
    _, terminal = os.openpty()
    terminal = os.open(os.ttyname(terminal), os.O_RDWR)
    for byte in b"id\n":
        fcntl.ioctl(terminal, termios.TIOCSTI, bytes([byte]))
    return select.select([terminal], [], [], 1)[0] and os.read(terminal, 9) == b"id\n"
