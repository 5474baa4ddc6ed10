# /// attack
# tries = "patches the grader's probes, so that they report what a check wants"
# wins = "points"
# stopped_by = ["separate process"]
# proof = {without = ["claims"]}
# ///
def attack():
    from grader.student.probes import tensors

    tensors.facts = lambda value: {"tensor": True}


def answer(number):
    return 0


def scale(tensor):
    return tensor
