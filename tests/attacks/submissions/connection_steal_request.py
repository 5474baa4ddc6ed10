# /// attack
# tries = "reads the grader's next question from the connection and keeps it"
# wins = "hung"
# stopped_by = ["deadline by the clock"]
# proof = {without = ["deadlines"]}
# ///
import os
import threading


def attack():
    threading.Thread(target=os.read, args=(3, 1 << 20), daemon=True).start()


def answer(number):
    return 0
