# /// attack
# tries = "looks up the accounts of the machine"
# wins = "claim"
# stopped_by = ["private root", "Landlock"]
# proof = {without = ["landlock"]}
# ///
import pwd


def attack():
    return any(entry.pw_name == "root" for entry in pwd.getpwall())
