# /// attack
# tries = "raises exceptions that are named like those that end or excuse a test"
# wins = "points"
# stopped_by = ["plain data"]
# proof = {without = ["names"]}
# ///
def attack():
    return False


def named(name):
    return type(name, (BaseException,), {})("nothing to see here")


def answer(number):
    raise named("UnsatisfiedAssumption")


def scale(tensor):
    raise named("Skipped")
