# /// attack
# tries = "patches the encoder of its answers, so that false becomes true"
# wins = "points"
# stopped_by = ["separate process"]
# proof = {without = ["verdicts"]}
# ///
def attack():
    from grader.bridge.values import Encoder

    encode = Encoder.encode
    Encoder.encode = lambda self, value, *place: encode(self, value is False or value, *place)


def answer(number):
    return 0


def scale(tensor):
    return tensor
