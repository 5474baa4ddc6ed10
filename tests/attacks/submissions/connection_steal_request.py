# /// attack
# tries = "reads the grader's next question from the connection and keeps it"
# wins = "hung"
# stopped_by = ["deadline by the clock"]
# proof = {without = ["deadlines"]}
# ///
import os
import threading
import time


def attack():
    threading.Thread(target=os.read, args=(3, 1 << 20), daemon=True).start()
    time.sleep(0.2)  # so that it is the first to wait for the next one


def answer(number):
    return 0
