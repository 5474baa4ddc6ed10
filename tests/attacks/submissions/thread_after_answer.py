# /// attack
# tries = "has a thread act outside once it has answered"
# wins = "touched"
# stopped_by = ["private root", "Landlock"]
# proof = {without = ["landlock"]}
# ///
import threading
import time
from pathlib import Path


def later():
    while True:
        time.sleep(0.01)
        Path("@OUTSIDE@/later").touch()


def attack():
    threading.Thread(target=later, daemon=True).start()


def answer(number):
    time.sleep(0.2)
    return 0
