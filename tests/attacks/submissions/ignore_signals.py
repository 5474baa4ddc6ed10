# /// attack
# tries = "ignores every signal and goes on for ever"
# wins = "hung"
# stopped_by = ["deadline in CPU time"]
# proof = {without = ["deadlines"]}
# ///
import contextlib
import signal


def attack():
    for number in signal.valid_signals():
        with contextlib.suppress(OSError, ValueError):
            signal.signal(number, signal.SIG_IGN)
    while True:
        pass
