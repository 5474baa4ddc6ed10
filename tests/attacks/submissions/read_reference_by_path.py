# /// attack
# tries = "opens the reference by its path"
# wins = "flag"
# stopped_by = ["private root", "Landlock"]
# proof = {without = ["landlock"]}
# ///
def attack():
    with open("@REFERENCE@") as file:
        raise RuntimeError(file.read())


def answer(number):
    return 0


def scale(tensor):
    return tensor
