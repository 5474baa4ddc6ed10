"""What the machine has, as the trusted side finds it: never what a student's process says."""

from __future__ import annotations

from functools import cache

from grader.language import Text, text


@cache
def missing(need: str) -> Text | None:
    """Return why a need of a check is not met here; None where it is.

    Args:
        need: one of `grader.checks.definition.NEEDS`.
    """
    import torch

    match need:
        case "cuda":
            if torch.cuda.is_available():
                return None
            return text("needs a CUDA GPU, and this machine has none")
        case "cuda:2":
            count = torch.cuda.device_count() if torch.cuda.is_available() else 0
            if count >= 2:
                return None
            return text("needs two CUDA GPUs, and this machine has {count}", count=count)
        case "mps":
            if torch.backends.mps.is_available():
                return None
            return text("needs Apple's GPU (MPS), and this machine has none")
        case _:
            import torch.distributed as dist

            count = torch.cuda.device_count() if torch.cuda.is_available() else 0
            if dist.is_available() and dist.is_nccl_available() and count >= 2:
                return None
            return text("needs NCCL and two CUDA GPUs, and this machine has {count}", count=count)
