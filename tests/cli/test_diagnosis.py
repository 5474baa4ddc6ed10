"""Naming mistakes, through the command: in code that no mistake file resembles."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Grader

NETWORK = """
import torch
class Layer(torch.nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.w = torch.nn.Parameter(torch.randn(o, i) * 0.1)
        self.b = torch.nn.Parameter(torch.zeros(o))
    def forward(self, x):
        return x @ self.w.T + self.b
class NeuralNetwork(torch.nn.Module):
    def __init__(self, num_inputs, num_outputs):
        super().__init__()
        sizes = [num_inputs, 30, 20, num_outputs]
        self.steps = torch.nn.ModuleList(Layer(a, b) for a, b in zip(sizes, sizes[1:]))
    def forward(self, x):
        for number, step in enumerate(self.steps):
            x = step(x)
            {after}
        return x
"""
BETWEEN = "x = x * (x > 0) if number < 2 else x"

COUNT = """
def count_parameters(model):
    total = 0
    for p in model.parameters():
        n = 1
        for extent in p.shape:
            n *= extent
        total += n {condition}
    return total
"""
BY_LAYER = """
def count_by_layer(model):
    found = {}
    for name, p in model.named_parameters():
        if p.requires_grad:
            key = name.rpartition(".")[0]
            found[key] = found.get(key, 0) + p.numel()
    return found
"""


def work(
    after: str = BETWEEN, condition: str = "* p.requires_grad", by_layer: str = BY_LAYER
) -> str:
    return NETWORK.format(after=after) + COUNT.format(condition=condition) + by_layer


def checks(grader: Grader, source: str, *options: str, folder: Path) -> dict[str, dict[str, Any]]:
    path = folder / "parameter_count.py"
    path.write_text(source, encoding="utf-8")
    ran = grader("check", str(path), "--json", *options)
    assert ran.code in (0, 1), ran.err
    return {c["id"].partition("/")[2]: c for c in json.loads(ran.out)["exercises"][0]["checks"]}


def named(found: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {name: c["diagnosis"]["mistake"] for name, c in found.items() if "diagnosis" in c}


def test_right_work_is_given_no_name(grader: Grader, workspace: Path) -> None:
    found = checks(grader, work(), "--course", str(ROOT), folder=workspace)
    assert {c["outcome"] for c in found.values()} == {"passed"}
    assert named(found) == {}


def test_two_mistakes_are_each_named_where_they_show(grader: Grader, workspace: Path) -> None:
    source = work(after="", condition="")
    found = checks(grader, source, "--course", str(ROOT), folder=workspace)
    assert named(found) == {
        "computes_the_logits": "no_activation",
        "leaves_out_what_is_frozen": "frozen_counted",
    }
    told = grader("check", str(workspace / "parameter_count.py"), "--course", str(ROOT)).out
    assert "There is no ReLU between the linear layers." in told
    assert "Frozen parameters are counted too." in told
    chinese = grader(
        "check", str(workspace / "parameter_count.py"), "--course", str(ROOT), "--lang", "zh"
    ).out
    assert "参数个数是对的" in chinese


def test_nothing_is_said_of_a_mistake_that_nobody_knows(grader: Grader, workspace: Path) -> None:
    source = work(after=f"{BETWEEN}; x = x * 0.7 - 0.1")
    found = checks(grader, source, "--course", str(ROOT), folder=workspace)
    assert found["computes_the_logits"]["outcome"] == "failed"
    assert named(found) == {}


OVERFLOWS = """

def predict_proba(model, X):
    powers = torch.pow(torch.e, logits(model, X))
    return powers / powers.sum(dim=1, keepdim=True)
"""


@pytest.mark.parametrize("seed", ["0", "a secret", "another"])
def test_a_mistake_is_run_on_the_input_that_hypothesis_found(
    grader: Grader, workspace: Path, seed: str
) -> None:
    """Which input that is depends on the seed: nothing stored can know it."""
    variants = ROOT / "solutions" / "intro" / "forward_pass" / "variants"
    path = workspace / "forward_pass.py"
    right = (variants / "book_style.py").read_text(encoding="utf-8")
    path.write_text(f"{right}{OVERFLOWS}", encoding="utf-8")
    ran = grader("check", str(path), "--json", "--full", "--seed", seed, "--course", str(ROOT))
    found = {c["id"]: c for c in json.loads(ran.out)["exercises"][0]["checks"]}
    check = found["forward_pass/survives_large_logits"]
    assert check["counterexample"]
    assert check["diagnosis"]["mistake"] == "exponentials_overflow"


@pytest.fixture
def desk(workspace: Path) -> Path:
    """A student's course: no references, no hidden checks, no mistakes."""
    shutil.copytree(
        ROOT / "exercises", workspace / "desk" / "exercises",
        ignore=shutil.ignore_patterns("__pycache__"),
    )  # fmt: skip
    return workspace / "desk"


def test_a_desk_without_the_mistakes_names_them(
    grader: Grader, workspace: Path, desk: Path
) -> None:
    assert not list(desk.rglob("mistakes"))
    source = work(after="", condition="")
    found = checks(grader, source, "--course", str(desk), folder=workspace)
    assert named(found) == {
        "computes_the_logits": "no_activation",
        "leaves_out_what_is_frozen": "frozen_counted",
    }


def test_fingerprints_hold_no_code_and_nothing_hidden(desk: Path) -> None:
    for path in desk.rglob("fingerprints.json"):
        solution = ROOT / "solutions" / "intro" / path.parent.name
        text = path.read_text(encoding="utf-8")
        hidden = json.loads((solution / "fingerprints.json").read_text(encoding="utf-8"))
        for mistake in hidden["mistakes"].values():
            for check in mistake["fails"]:
                assert f'"{check}"' not in text
        for source in (solution / "mistakes").glob("*.py"):
            code = [
                line.strip()
                for line in source.read_text(encoding="utf-8").splitlines()
                if len(line.strip()) > 45 and not line.startswith(("#", '"', "import", "from"))
            ]
            assert not [line for line in code if json.dumps(line)[1:-1] in text], source


def test_a_hidden_diagnosis_is_told_only_where_the_author_allows_it(
    grader: Grader, workspace: Path
) -> None:
    course = workspace / "course"
    for part in ("exercises", "solutions"):
        shutil.copytree(ROOT / part / "intro" / "autograd", course / part / "intro" / "autograd")
    mistakes = course / "solutions" / "intro" / "autograd" / "mistakes"
    prints = json.loads((mistakes.parent / "fingerprints.json").read_text(encoding="utf-8"))
    visible = json.loads(
        (course / "exercises" / "intro" / "autograd" / "fingerprints.json").read_text("utf-8")
    )["mistakes"]
    only_hidden = next(name for name in prints["mistakes"] if name not in visible)
    path = str(mistakes / f"{only_hidden}.py")
    options = ("--exercise", "autograd", "--course", str(course), "--json")
    told = grader("check", path, *options)
    by_author = grader("check", path, *options, "--full")
    config = course / "exercises" / "intro" / "autograd" / "exercise.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("tell_mistakes = true", "tell_mistakes = false"), "utf-8")
    kept = grader("check", path, *options)
    assert f'"mistake": "{only_hidden}"' in told.out
    assert f'"mistake": "{only_hidden}"' in by_author.out
    assert '"mistake"' not in kept.out
    assert '"counterexample"' not in told.out
