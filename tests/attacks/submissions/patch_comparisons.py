# /// attack
# tries = "patches torch's comparisons, and len and isinstance"
# wins = "points"
# stopped_by = ["separate process", "plain data"]
# proof = {without = ["boundary"]}
# ///
import builtins
from unittest import mock

import torch


def attack():
    torch.equal = torch.allclose = torch.testing.assert_close = lambda *_, **__: True
    return False


def answer(number):
    return mock.ANY


def scale(tensor):
    builtins.isinstance = lambda *_: True
    builtins.len = lambda *_: 3
