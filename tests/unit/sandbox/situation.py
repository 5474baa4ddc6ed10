"""Puts itself into a situation, then starts a zygote there, and tells what became of it.

    python situation.py '{"account": 65534, "refused": {"unshare": "EPERM"}, ...}'

`open`: let every account reach the interpreter; `container`: Docker's capabilities and filter;
`account`: the account to become; `refused`: system calls that answer with an error; `level`: what
the zygote is asked for; `command`: run this instead of a zygote.
"""

import contextlib
import errno
import json
import os
import site
import sys
import tempfile
from pathlib import Path

from seccompy import ArgCmp, CmpOp, Filter

from grader.student.lockdown import kernel

# github.com/moby/profiles, seccomp/default.json: what it allows to nobody without CAP_SYS_ADMIN.
REFUSED_BY_DOCKER = """
unshare setns mount umount2 pivot_root mount_setattr move_mount open_tree fsopen fsconfig fsmount
fspick keyctl add_key request_key bpf perf_event_open userfaultfd io_uring_setup io_uring_enter
io_uring_register open_by_handle_at quotactl swapon swapoff reboot init_module finit_module
delete_module kexec_load ptrace process_vm_readv process_vm_writev kcmp personality
sethostname setdomainname fanotify_init lookup_dcookie acct nfsservctl vhangup
"""
NAMESPACE_FLAGS = (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000)
# CHOWN DAC_OVERRIDE FOWNER FSETID KILL SETGID SETUID SETPCAP NET_BIND_SERVICE NET_RAW SYS_CHROOT
# MKNOD AUDIT_WRITE SETFCAP
CAPABILITIES_OF_DOCKER = (0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31)

LOOK = """
import os

def look(path):
    try:
        return open(path).read(20)
    except OSError as error:
        return type(error).__name__

def facts(hidden):
    try:
        open("scrap", "w").close()
        writes = True
    except OSError:
        writes = False
    return {"uid": os.getuid(), "pid": os.getpid(), "hidden": look(hidden), "writes": writes}
"""


def shut_folders(path):
    """The folders above `path` that other accounts can't go through."""
    return [f for f in reversed(Path(path).parents) if not f.stat().st_mode & 0o001]


def open_up(path):
    """Let every account reach `path`: a folder that is shut is covered by one that is not."""
    for folder in shut_folders(path):
        inner = Path(path).relative_to(folder).parts[0]
        aside = tempfile.mkdtemp()
        kernel.mount(str(folder / inner), aside, None, kernel.MS_BIND | kernel.MS_REC)
        kernel.mount("open", str(folder), "tmpfs", 0, "mode=755")
        (folder / inner).mkdir()
        kernel.mount(aside, str(folder / inner), None, kernel.MS_BIND | kernel.MS_REC)
        kernel.unmount(aside)
        os.rmdir(aside)


def let_everybody_in():
    """Open what is shut above the interpreter; False where this account may not."""
    paths = (sys.executable, str(Path(sys.executable).resolve()), *site.getsitepackages())
    if not any(shut_folders(path) for path in paths):
        return True
    try:
        kernel.unshare(kernel.NEWNS)
    except OSError as error:
        print(json.dumps({"impossible": str(error)}))
        return False
    kernel.mount("none", "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    for path in paths:
        open_up(path)
    return True


def load_dockers_filter():
    docker = Filter()
    for name in REFUSED_BY_DOCKER.split():
        with contextlib.suppress(ValueError):  # this processor has no such call
            docker.errno(name, errno.EPERM)
    for flag in NAMESPACE_FLAGS:
        docker.errno("clone", errno.EPERM, args=[ArgCmp(0, CmpOp.MASKED_EQ, flag, mask=flag)])
    docker.errno("clone3", errno.ENOSYS)
    docker.load()


def main(options):
    if options.get("open") and not let_everybody_in():
        return
    if options.get("container"):
        for number in set(range(41)) - set(CAPABILITIES_OF_DOCKER):
            kernel.prctl(kernel.PR_CAPBSET_DROP, number)
    if (account := options.get("account")) is not None and os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(account, account, account)
        os.setresuid(account, account, account)
    if options.get("container"):
        load_dockers_filter()
    if refused := options.get("refused"):
        refusing = Filter()
        for name, error in refused.items():
            refusing.errno(name, getattr(errno, error))
        refusing.load()
    if "command" in options:
        os.execv(options["command"][0], options["command"])
    print(json.dumps(tell(options)))


def tell(options):
    from grader.errors import UsageError
    from grader.model.exercise import Grants, Limits
    from grader.sandbox.capabilities import capabilities
    from grader.sandbox.policy import Policy
    from grader.sandbox.session import Session
    from grader.sandbox.zygote import Zygote

    launcher = Zygote(level=options.get("level"))
    try:
        session = Session(launcher, Policy(Limits(), Grants()))
        session.request("load", {"look.py": LOOK}, cpu_s=60.0)
        facts = session.request("call", None, "facts", [options["hidden"]], {}, False)
        session.close()
        return {
            "level": launcher.level,
            "missing": launcher.found["missing"],
            "facts": facts,
            "capabilities": {c.name: [c.present, str(c.reason)] for c in capabilities(launcher)},
        }
    except UsageError as error:
        return {"refused": str(error)}
    finally:
        launcher.close()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
