# /// attack
# tries = "reads which connections the machine has"
# wins = "claim"
# stopped_by = ["network namespace", "Landlock"]
# proof = {without = ["landlock"]}
# ///
def attack():
    with open("/proc/self/net/unix") as sockets, open("/proc/self/net/tcp") as tcp:
        return "@ABSTRACT@" in sockets.read() or f":{int('@TCP@'):04X} " in tcp.read()
