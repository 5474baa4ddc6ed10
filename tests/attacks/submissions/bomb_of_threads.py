# /// attack
# tries = "starts thousands of threads"
# wins = "claim"
# stopped_by = ["resource limits"]
# proof = {without = ["limits"]}
# ///
import threading


def attack():
    gate = threading.Event()
    started = []
    try:
        for _ in range(2000):
            thread = threading.Thread(target=gate.wait, daemon=True)
            thread.start()
            started.append(thread)
    except RuntimeError:
        pass
    gate.set()
    return len(started) == 2000
