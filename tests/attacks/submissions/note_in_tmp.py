# /// attack
# tries = "leaves a note for the next submission in /tmp and /dev/shm"
# wins = "claim"
# stopped_by = ["private root", "Landlock"]
# proof = {without = ["landlock"]}
# ///
import contextlib
import os


def attack():
    left = False
    for path in ("/tmp/attack-note", "/dev/shm/attack-note"):
        with contextlib.suppress(OSError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            left = os.path.exists(path)
            os.unlink(path)
    return left
