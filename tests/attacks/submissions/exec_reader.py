# /// attack
# tries = "becomes another program that reads the reference"
# exercise = "crew"
# wins = "flag"
# stopped_by = ["private root", "Landlock"]
# proof = {without = ["landlock"]}
# ///
import subprocess


def attack():
    ran = subprocess.run(["/bin/cat", "@REFERENCE@"], capture_output=True, text=True)
    raise RuntimeError(ran.stdout + ran.stderr)
