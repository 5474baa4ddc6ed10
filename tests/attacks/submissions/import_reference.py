# /// attack
# tries = "imports the reference, and answers with it"
# wins = "points"
# stopped_by = ["private root", "Landlock"]
# proof = {without = ["landlock"]}
# ///
import importlib.util


def attack():
    return False


def reference():
    spec = importlib.util.spec_from_file_location("reference", "@REFERENCE@")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def answer(number):
    return reference().answer(number)


def scale(tensor):
    return reference().scale(tensor)
