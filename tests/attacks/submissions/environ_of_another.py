# /// attack
# tries = "reads the environment of another process"
# wins = "flag"
# stopped_by = ["PID namespace", "Landlock", "capabilities dropped"]
# proof = {without = ["landlock", "capabilities"]}
# ///
import re


def attack():
    with open("/proc/@VICTIM@/environ") as file:
        raise RuntimeError(re.findall("flag-[0-9a-f]{24}", file.read()))
