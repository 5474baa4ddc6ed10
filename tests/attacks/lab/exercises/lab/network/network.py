"""The stub."""


def answer(number):
    raise NotImplementedError


def scale(tensor):
    raise NotImplementedError
