# /// attack
# tries = "waits for a lock that it holds"
# wins = "hung"
# stopped_by = ["deadline by the clock"]
# proof = {without = ["deadlines"]}
# ///
import threading


def attack():
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()
