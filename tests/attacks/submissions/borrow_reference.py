# /// attack
# tries = "finds the reference's functions among all objects of its interpreter, and calls them"
# wins = "points"
# stopped_by = ["separate process"]
# proof = {without = ["boundary"]}
# ///
import gc
import types


def attack():
    return False


def borrowed(name):
    functions = (thing for thing in gc.get_objects() if type(thing) is types.FunctionType)
    return next(f for f in functions if f.__name__ == name and "FLAG" in f.__globals__)


def answer(number):
    return borrowed("answer")(number)


def scale(tensor):
    return borrowed("scale")(tensor)
