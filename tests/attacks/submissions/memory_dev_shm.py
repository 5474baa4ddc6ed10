# /// attack
# tries = "takes 300 MB as files in /dev/shm"
# exercise = "crew"
# wins = "claim"
# stopped_by = ["private root", "Landlock"]
# proof = {without = ["landlock"]}
# ///
import contextlib
from pathlib import Path


def attack():
    files = [Path(f"/dev/shm/attack-{number}") for number in range(6)]
    try:
        return all(file.write_bytes(bytes(50 << 20)) for file in files)
    finally:
        for file in files:
            with contextlib.suppress(OSError):
                file.unlink()
