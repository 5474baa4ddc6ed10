# /// attack
# tries = "has commands in the name of a class, for a message of Python's to repeat"
# wins = "printed"
# stopped_by = ["text made harmless"]
# proof = {without = ["text"]}
# ///
attack = type("\n::error::class\x1b[31m\n##[error]x\n", (), {})()
