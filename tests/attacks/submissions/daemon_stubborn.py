# /// attack
# tries = "leaves a process behind that ignores signals and has a misleading name"
# exercise = "crew"
# wins = "survivor"
# stopped_by = ["PID namespace", "adoption of orphans"]
# proof = {without = ["sweep"]}
# ///
import contextlib
import os
import signal
import time
from pathlib import Path


def attack():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for number in signal.valid_signals():
                with contextlib.suppress(OSError, ValueError):
                    signal.signal(number, signal.SIG_IGN)
            with contextlib.suppress(OSError):
                Path("/proc/self/comm").write_text(") Z 0 0 (")
            time.sleep(200)
        os._exit(0)
    os.wait()
    time.sleep(0.1)
