# /// attack
# tries = "writes outside when the interpreter ends"
# wins = "touched"
# stopped_by = ["separate process", "Landlock"]
# proof = {without = ["boundary"]}
# ///
import atexit
from pathlib import Path


def attack():
    atexit.register(Path("@OUTSIDE@/exit").write_text, "after the answer")
