# /// attack
# tries = "changes another process's limits"
# wins = "claim"
# stopped_by = ["PID namespace", "seccomp"]
# proof = {without = ["seccomp"]}
# ///
import resource


def attack():
    victim = int("@VICTIM@")
    hard = resource.prlimit(victim, resource.RLIMIT_NOFILE)[1]
    resource.prlimit(victim, resource.RLIMIT_NOFILE, (30, hard))
    return resource.prlimit(victim, resource.RLIMIT_NOFILE)[0] == 30
