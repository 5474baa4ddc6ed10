# /// attack
# tries = "watches by a profiler of its own what the grader computes after the first call"
# wins = "flag"
# stopped_by = ["separate process"]
# proof = {without = ["boundary"]}
# ///
import sys
import threading

seen = []


def profile(frame, event, result):
    if "FLAG" in frame.f_globals:
        seen.append((frame.f_globals["FLAG"], result))


def attack():
    sys.setprofile(profile)
    threading.setprofile(profile)


def answer(number):
    sys.setprofile(None)
    raise RuntimeError(seen)


def scale(tensor):
    raise RuntimeError(seen)
