# /// attack
# tries = "sets an alarm that acts outside once it has answered"
# wins = "touched"
# stopped_by = ["private root", "Landlock"]
# proof = {without = ["landlock"]}
# ///
import signal
import time
from pathlib import Path


def attack():
    signal.signal(signal.SIGALRM, lambda *_: Path("@OUTSIDE@/alarm").touch())
    signal.setitimer(signal.ITIMER_REAL, 0.01)


def answer(number):
    time.sleep(0.2)
    return 0
