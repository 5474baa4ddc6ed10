# /// attack
# tries = "reads the reference through /proc/self/root"
# wins = "flag"
# stopped_by = ["private root", "Landlock"]
# proof = {without = ["landlock"]}
# ///
def attack():
    with open("/proc/self/root@REFERENCE@") as file:
        raise RuntimeError(file.read())
