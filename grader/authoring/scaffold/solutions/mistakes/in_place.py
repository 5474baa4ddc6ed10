# /// mistake
# fails = ["leaves_the_argument_alone"]
# en = "The caller's tensor is changed: mul_ works in place. Compute a new tensor."
# zh = "调用者的张量被修改了：mul_ 是原地操作。请计算一个新的张量。"
# ///
"""$title."""

import torch


def scaled(t: torch.Tensor, factor: float) -> torch.Tensor:
    return t.mul_(factor)
