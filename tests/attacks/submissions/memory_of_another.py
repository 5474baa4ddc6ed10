# /// attack
# tries = "reads the memory of another process in /proc"
# wins = "flag"
# stopped_by = ["PID namespace", "Landlock", "capabilities dropped"]
# proof = {without = ["landlock", "capabilities"]}
# ///
import re


def attack():
    with open("/proc/@VICTIM@/maps") as maps:
        stack = next(line for line in maps if "[stack]" in line)
    begin, end = (int(word, 16) for word in stack.split()[0].split("-"))
    with open("/proc/@VICTIM@/mem", "rb", buffering=0) as memory:
        memory.seek(begin)
        raise RuntimeError(re.findall(b"flag-[0-9a-f]{24}", memory.read(end - begin)))
