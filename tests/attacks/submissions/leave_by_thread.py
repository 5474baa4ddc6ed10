# /// attack
# tries = "ends the process from a thread, in the middle of an answer"
# wins = "points"
# stopped_by = ["separate process"]
# proof = {without = ["boundary"]}
# ///
import os
import threading
import time


def attack():
    return False


def answer(number):
    threading.Thread(target=os._exit, args=(0,)).start()
    time.sleep(1)


scale = answer
