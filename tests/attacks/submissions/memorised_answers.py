# /// attack
# tries = "answers what the reference was seen to answer when the seed was the public one"
# wins = "points"
# stopped_by = ["secret seed"]
# proof = {without = ["seed"]}
# ///
import ast

RECORDED = ast.literal_eval("@RECORDED@")


def attack():
    return False


def answer(number):
    return RECORDED.get(number, 0)


def scale(tensor):
    return tensor
