# /// attack
# tries = "has commands in the names of its functions and in its lines"
# wins = "printed"
# stopped_by = ["text made harmless"]
# proof = {without = ["text"]}
# ///
def attack():
    def inner():
        raise ValueError("no")

    inner.__code__ = inner.__code__.replace(
        co_name="\n::error::function\x1b[31m", co_qualname="\n::error::q"
    )
    inner()
