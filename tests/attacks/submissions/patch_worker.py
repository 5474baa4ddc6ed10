# /// attack
# tries = "patches the worker that answers the grader's questions"
# wins = "points"
# stopped_by = ["separate process"]
# proof = {without = ["verdicts"]}
# ///
def attack():
    from grader.student.worker import Worker

    Worker._do_fetch = lambda worker, value: True


def answer(number):
    return 0


def scale(tensor):
    return tensor
