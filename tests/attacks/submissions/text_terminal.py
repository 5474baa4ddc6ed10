# /// attack
# tries = "prints what moves the cursor and colours the screen"
# wins = "printed"
# stopped_by = ["text made harmless"]
# proof = {without = ["text"]}
# ///
def attack():
    print("\x1b[2J\x1b[1;1H10 of 10 points\x1b]0;title\x07\r\x9b31m")
    raise RuntimeError("show what was printed")
