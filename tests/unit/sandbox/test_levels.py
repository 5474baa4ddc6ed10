"""Which level of isolation is reached where, how it is explained, and what cannot be had."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from grader.errors import UsageError
from grader.sandbox import capabilities
from grader.sandbox.fresh import FreshProcesses
from grader.sandbox.policy import Level
from grader.sandbox.zygote import NOBODY, Zygote

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's")

SITUATION = Path(__file__).with_name("situation.py")
ORDINARY = 1234
"""An account that is neither root nor the one that root's zygotes become."""

needs_root = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root can put itself in this place"
)

Told = dict[str, Any]
Tell = Callable[..., Told]


@pytest.fixture
def tell(tmp_path: Path, root: Path) -> Tell:
    """Start a zygote in a situation, and return what it tells of itself."""
    hidden = tmp_path / "secret"
    hidden.write_text("a secret", encoding="ascii")
    tmp_path.chmod(0o755)

    def run(**options: object) -> Told:
        done = subprocess.run(
            [sys.executable, str(SITUATION), json.dumps({"hidden": str(hidden), **options})],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root), "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        found: Told = json.loads(done.stdout)
        if "impossible" in found:
            pytest.skip(f"this machine allows no such situation: {found['impossible']}")
        return found

    return run


@pytest.fixture
def walled(restricted: Zygote) -> Zygote:
    """For what starts from a machine that has Landlock and seccomp, whatever else."""
    return restricted


WALLS = ("namespaces", "Landlock", "seccomp")


def present(told: Told) -> set[str]:
    return {name for name in WALLS if told["capabilities"][name][0]}


def words(told: Told, name: str) -> str:
    return str(told["capabilities"][name][1])


# --- where everything is allowed -------------------------------------------------------------


@needs_root
@pytest.mark.usefixtures("full")
def test_root_gets_everything_and_student_code_is_nobody(tell: Tell) -> None:
    """Also where no other account can reach the interpreter, as below /root."""
    told = tell()
    assert (told["level"], told["missing"], present(told)) == ("full", {}, set(WALLS))
    facts = {"uid": NOBODY, "pid": 1, "hidden": "FileNotFoundError", "writes": True}
    assert told["facts"] == facts
    assert words(told, "account") == "student code runs as an account that owns nothing"


@pytest.mark.usefixtures("full")
def test_an_ordinary_account_gets_everything_by_a_user_namespace(tell: Tell) -> None:
    root = os.geteuid() == 0
    told = tell(open=root, account=ORDINARY)
    assert (told["level"], told["missing"], present(told)) == ("full", {}, set(WALLS))
    uid = ORDINARY if root else os.geteuid()
    assert told["facts"] == {"uid": uid, "pid": 1, "hidden": "FileNotFoundError", "writes": True}
    assert words(told, "account").startswith("student code runs as your own account")


@needs_root
@pytest.mark.usefixtures("full")
def test_nobody_itself_may_start_it(tell: Tell) -> None:
    told = tell(open=True, account=NOBODY)
    assert (told["level"], told["facts"]["uid"]) == ("full", NOBODY)


# --- in a container --------------------------------------------------------------------------


def check_container(told: Told) -> None:
    assert told["level"] == "restricted"
    assert present(told) == {"Landlock", "seccomp"}
    assert told["missing"]["namespaces"] == "[Errno 1] unshare: Operation not permitted"
    assert "a container's own filter forbids them" in words(told, "namespaces")
    assert "the level restricted is the highest" in words(told, "namespaces")
    assert told["facts"]["hidden"] == "PermissionError"
    assert told["facts"]["writes"] is False
    assert told["facts"]["pid"] > 1


@needs_root
@pytest.mark.usefixtures("walled")
def test_root_in_a_container_has_the_level_restricted(tell: Tell) -> None:
    told = tell(container=True, open=True)
    check_container(told)
    assert told["facts"]["uid"] == NOBODY
    assert told["capabilities"]["account"][0]


@needs_root
@pytest.mark.usefixtures("walled")
def test_where_the_interpreter_is_roots_alone_student_code_stays_root(tell: Tell) -> None:
    shut = [folder for folder in Path(sys.executable).resolve().parents if not _is_open(folder)]
    if not shut:
        pytest.skip("this interpreter can be read by every account")
    told = tell(container=True)
    check_container(told)
    assert told["facts"]["uid"] == 0
    assert "Permission denied" in told["missing"]["nobody"]
    assert not told["capabilities"]["account"][0]
    assert words(told, "account").startswith("student code stays root, without any")
    assert "Permission denied" in words(told, "account")


def _is_open(folder: Path) -> bool:
    return bool(folder.stat().st_mode & 0o001)


@pytest.mark.usefixtures("walled")
def test_an_ordinary_account_in_a_container_has_the_level_restricted(tell: Tell) -> None:
    root = os.geteuid() == 0
    told = tell(container=root, open=root, account=ORDINARY, refused={"unshare": "EPERM"})
    check_container(told)
    assert told["facts"]["uid"] == (ORDINARY if root else os.geteuid())
    assert told["capabilities"]["account"][0]


# --- where something is missing --------------------------------------------------------------


@pytest.mark.usefixtures("walled")
@pytest.mark.parametrize("error", ["EPERM", "ENOSPC"])
def test_without_namespaces_the_level_is_restricted(tell: Tell, error: str) -> None:
    """ENOSPC is what a limit of their number answers."""
    told = tell(refused={"unshare": error})
    assert (told["level"], present(told)) == ("restricted", {"Landlock", "seccomp"})
    assert told["missing"]["namespaces"] in words(told, "namespaces")
    assert told["facts"]["hidden"] == "PermissionError"


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("call", ["mount", "pivot_root", "setns"])
def test_half_of_the_way_is_no_way(tell: Tell, call: str) -> None:
    """Namespaces that can be had but not furnished count as missing, by the call that failed."""
    told = tell(refused={call: "EPERM"})
    assert (told["level"], present(told)) == ("restricted", {"Landlock", "seccomp"})
    assert call in told["missing"]["namespaces"]
    assert told["facts"]["hidden"] == "PermissionError"


ADVICE_ON_LANDLOCK = {
    "ENOSYS": "it takes Linux 5.13 or later",
    "EOPNOTSUPP": "it was not switched on at boot; add landlock to the kernel's option lsm=",
}


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("error", ADVICE_ON_LANDLOCK)
def test_without_landlock_a_private_root_gives_the_level_restricted(tell: Tell, error: str) -> None:
    told = tell(refused={"landlock_create_ruleset": error})
    assert (told["level"], present(told)) == ("restricted", {"namespaces", "seccomp"})
    assert ADVICE_ON_LANDLOCK[error] in words(told, "Landlock")
    assert told["facts"]["hidden"] == "FileNotFoundError"


@pytest.mark.usefixtures("walled")
def test_without_landlock_and_namespaces_the_level_is_process(tell: Tell) -> None:
    told = tell(refused={"landlock_create_ruleset": "EOPNOTSUPP", "unshare": "EPERM"})
    assert (told["level"], present(told)) == ("process", {"seccomp"})


@pytest.mark.usefixtures("walled")
def test_without_filters_the_level_is_process(tell: Tell) -> None:
    told = tell(refused={"seccomp": "EINVAL"})
    assert told["level"] == "process"
    assert "seccomp" not in present(told)
    assert "it takes Linux with seccomp filters" in words(told, "seccomp")


@pytest.mark.usefixtures("walled")
@pytest.mark.parametrize(
    ("level", "refused", "reached"),
    [
        ("full", {"unshare": "EPERM"}, "restricted"),
        ("restricted", {"landlock_create_ruleset": "ENOSYS"}, "process"),
        ("restricted", {"seccomp": "ENOSYS"}, "process"),
    ],
)
def test_a_level_that_can_not_be_had_is_refused_by_name(
    tell: Tell, level: str, refused: Mapping[str, str], reached: str
) -> None:
    told = tell(level=level, refused=refused)
    assert told == {
        "refused": f"this machine does not give the level {level}, only {reached}. "
        "See why with: grader doctor"
    }


# --- a level that was asked for --------------------------------------------------------------


def test_a_lower_level_is_given_when_it_is_asked_for(restricted: Zygote, unwalled: Zygote) -> None:
    assert (restricted.level, unwalled.level) == ("restricted", "process")
    assert not restricted.found["namespaces"]
    assert [unwalled.found[name] for name in ("namespaces", "landlock", "seccomp")] == [False, 0, 0]


def test_none_is_the_highest_level(zygote: Zygote) -> None:
    highest: Level = "process"
    for level in ("restricted", "full"):
        asked = Zygote(level=level)
        try:
            highest = asked.level
        except UsageError:
            pass
        finally:
            asked.close()
    assert zygote.level == highest


def test_fresh_processes_have_no_other_level_than_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(capabilities, "can_fork", lambda: False)
    for level in ("full", "restricted"):
        with pytest.raises(UsageError, match=f"the level {level}, only process"):
            capabilities.launcher((), level)
    for level in (None, "process"):
        launcher = capabilities.launcher((), level)
        assert isinstance(launcher, FreshProcesses)
        launcher.close()


# --- the doctor's advice ---------------------------------------------------------------------

ADVICE = {
    "/proc/sys/kernel/apparmor_restrict_unprivileged_userns": (
        "1",
        "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0",
    ),
    "/proc/sys/kernel/unprivileged_userns_clone": (
        "0",
        "sudo sysctl kernel.unprivileged_userns_clone=1",
    ),
    "/proc/sys/user/max_user_namespaces": ("0", "sudo sysctl user.max_user_namespaces=10000"),
    "/proc/self/status": ("Name:\tgrader\nSeccomp:\t2", "a container's own filter forbids them"),
}


class Found(Zygote):
    """A zygote that was started on another machine, and found what is given."""

    def __init__(self, **found: object) -> None:
        self._ready = True
        self._answer = {"missing": {}, "level": "process", **found}


def advice(launcher: Zygote | FreshProcesses) -> dict[str, tuple[bool, str]]:
    found = capabilities.capabilities(launcher)
    return {one.name: (one.present, str(one.reason)) for one in found}


@pytest.mark.parametrize("path", ADVICE)
def test_advice_on_namespaces_is_about_what_forbids_them(
    monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    content, expected = ADVICE[path]
    allowed = {name: "0" if value == "1" else "9" for name, (value, _) in ADVICE.items()}
    monkeypatch.setattr(capabilities, "_system", {**allowed, path: content}.__getitem__)
    shown = advice(Found(missing={"namespaces": "[Errno 1] unshare: no"}))["namespaces"]
    assert shown[0] is False
    assert shown[1].startswith("[Errno 1] unshare: no; ")
    assert expected in shown[1]
    others = {words for name, (_, words) in ADVICE.items() if name != path}
    assert not any(words in shown[1] for words in others)


def test_advice_on_namespaces_where_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capabilities, "_system", lambda path: "")
    shown = advice(Found(missing={"namespaces": "no"}))["namespaces"]
    assert shown == (False, "no; the kernel or a container forbids them")


def test_what_is_there_is_told_without_advice() -> None:
    shown = advice(Found(namespaces=True, landlock=5, seccomp=True, nobody=True))
    assert all(there for there, _ in shown.values())
    assert "version 5" in shown["Landlock"][1]
    assert not any("sudo" in words or "Errno" in words for _, words in shown.values())


def test_other_systems_are_pointed_to_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    launcher = FreshProcesses()
    try:
        monkeypatch.setattr(sys, "platform", "darwin")
        shown = advice(launcher)
    finally:
        launcher.close()
    for name in WALLS:
        assert shown[name] == (
            False,
            "only Linux has this; WSL 2 or a container gives it to other systems",
        )
    assert "fork" in shown["fork"][1]
    assert not shown["fork"][0]
