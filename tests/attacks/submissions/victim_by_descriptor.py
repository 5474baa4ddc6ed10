# /// attack
# tries = "kills another process by a descriptor of it"
# wins = "victim"
# stopped_by = ["PID namespace", "Landlock", "seccomp"]
# proof = {without = ["seccomp", "landlock"]}
# ///
import os
import signal


def attack():
    signal.pidfd_send_signal(os.pidfd_open(int("@VICTIM@")), signal.SIGKILL)
