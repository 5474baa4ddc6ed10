"""What the walls cost: a child's first answer and its end, level by level, in turns.

"first answer" is a launch, a fork, the locking, the import of a small file and one call; a level's
cost is its difference from the level `process`, which locks nothing.
"""

from __future__ import annotations

from collections import defaultdict
from statistics import median
from time import perf_counter

from timing import machine

from grader.errors import UsageError
from grader.model.exercise import Grants, Limits
from grader.sandbox.policy import Level, Policy
from grader.sandbox.session import Session
from grader.sandbox.zygote import Zygote

ROUNDS = 60
SOURCE = {"small.py": "def same(x):\n    return x\n"}
GRANTS = {
    "nothing": Grants(),
    "files": Grants(scratch=True),
    "files, processes": Grants(scratch=True, processes=True),
    "files, processes, loopback": Grants(scratch=True, processes=True, network="loopback"),
}


def lives(zygote: Zygote, policy: Policy) -> tuple[float, float]:
    """Let a child live once; seconds to its first answer, and seconds that its end takes."""
    start = perf_counter()
    session = Session(zygote, policy)
    session.request("load", SOURCE)
    assert session.request("call", None, "same", [752], {}, False) == 752
    answered = perf_counter()
    session.close()
    return answered - start, perf_counter() - answered


def main() -> None:
    """Print a table."""
    levels: dict[Level, Zygote] = {}
    for level in ("process", "restricted", "full"):
        zygote = Zygote(level=level)
        try:
            zygote.wait_ready()
        except UsageError as error:
            print(error)
            zygote.close()
        else:
            levels[level] = zygote
    print(machine())
    print()
    print(
        "| granted | level | first answer, median ms (target: 30) | "
        "the walls' part (target: at most 10) | its end, median ms |"
    )
    print("|---|---|---|---|---|")
    for name, grants in GRANTS.items():
        policy = Policy(Limits(), grants)
        first, end = defaultdict(list), defaultdict(list)
        for round_ in range(ROUNDS + 1):
            for level, zygote in levels.items():
                answered, ended = lives(zygote, policy)
                if round_:  # the first round warms up
                    first[level].append(1e3 * answered)
                    end[level].append(1e3 * ended)
        bare = median(first["process"])
        for level in levels:
            time = median(first[level])
            print(
                f"| {name} | {level} | {time:.1f} | {time - bare:+.1f} | {median(end[level]):.1f} |"
            )
    for zygote in levels.values():
        zygote.close()


if __name__ == "__main__":
    main()
