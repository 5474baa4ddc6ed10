# /// attack
# tries = "raises an exception whose class and words are commands"
# wins = "printed"
# stopped_by = ["text made harmless"]
# proof = {without = ["text"]}
# ///
def attack():
    raise type("\n::error::in a name\x1b[31m", (Exception,), {})("\n::add-mask::x\n\x1b[2J")
