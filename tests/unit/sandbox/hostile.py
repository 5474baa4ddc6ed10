"""A submission that misuses everything: what the sandbox's tests load as the student's code."""

import contextlib
import ctypes
import os
import resource
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

import torch

kept: list = []


def echo(*arguments, **keywords):
    return arguments, keywords


def double(x):
    return x * 2


def shout(text, times=1):
    print(text * times)
    print(text * times, file=sys.stderr)


def flood(megabytes):
    """Write far more than any pipe holds, on both descriptors, past Python's buffers."""
    line = b"x" * 65535 + b"\n"
    for _ in range(megabytes * 8):
        os.write(1, line)
        os.write(2, line)
    return "done"


def shout_for_ever():
    while True:
        os.write(1, b"y" * 65536)


def spin():
    while True:
        pass


def spin_in_c():
    return sum(range(10**13))


def spin_in_torch():
    return torch.linalg.matrix_power(torch.rand(1500, 1500), 1 << 62)


def spin_and_catch():
    while True:
        with contextlib.suppress(BaseException):
            spin()


def spin_in_a_process():
    return subprocess.run([sys.executable, "-c", "while True: pass"], check=False).returncode


def sleep(seconds=1000):
    time.sleep(seconds)


def lock_up():
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()


def read_line():
    return sys.stdin.readline()


def grow_list():
    held = []
    while True:
        held.append([0] * 100_000)


def grow_tensor():
    return torch.ones(1 << 32, dtype=torch.uint8).sum().item()


def grow_family(members, megabytes):
    for _ in range(members):
        if os.fork() == 0:
            held = bytearray(megabytes << 20)
            for page in range(0, len(held), 4096):
                held[page] = 1
            time.sleep(1000)
    time.sleep(1000)


def fork_idle(members):
    """Start processes as a loader's workers are: they share what the parent has."""
    for _ in range(members):
        if os.fork() == 0:
            time.sleep(1000)
    time.sleep(0.5)
    return members


def leave(code):
    os._exit(code)


def leave_politely(code):
    sys.exit(code)


def segfault():
    ctypes.string_at(0)


def overflow_the_stack():
    sys.setrecursionlimit(1 << 30)

    def down(n):
        return sorted([1], key=lambda _: down(n + 1))

    down(0)


def signal_itself(number):
    os.kill(os.getpid(), number)
    time.sleep(1000)


def survive(number):
    os.kill(os.getpid(), number)
    return "alive"


def abort():
    os.abort()


def hold_still():
    """Let no thread of this process run on, soon."""
    threading.Timer(0.2, ctypes.PyDLL(None).sleep, (1000,)).start()


def use_up_the_processor():
    resource.setrlimit(resource.RLIMIT_CPU, (1, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    spin()


def _connection():
    for name in os.listdir("/proc/self/fd"):
        try:
            socket_ = socket.socket(fileno=os.dup(int(name)))
            socket_.getpeername()
        except OSError:
            continue
        return int(name)
    raise LookupError("no connection")


def hang_up():
    os.close(_connection())
    time.sleep(1000)


def shut_down():
    socket.socket(fileno=os.dup(_connection())).shutdown(socket.SHUT_RDWR)
    time.sleep(1000)


def write_to_the_connection(data):
    os.write(_connection(), data)
    return "honest"


def announce_and_wait(length):
    os.write(_connection(), b"TGB1" + struct.pack("<I", length))
    time.sleep(1000)


def daemon():
    """Leave a process behind that has no parent, session or group in common with this one."""
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
                signal.signal(number, signal.SIG_IGN)
            os.write(writer, str(os.getpid()).encode())
            time.sleep(1000)
        os._exit(0)
    os.wait()
    return int(os.read(reader, 20))


def child(apart=False):
    command = [sys.executable, "-c", "import time; time.sleep(1000)"]
    process = subprocess.Popen(command, start_new_session=apart)
    kept.append(process)
    return process.pid


def lineage():
    """A child, its child and its child."""
    reader, writer = os.pipe()
    for generation in range(3):
        if os.fork():
            time.sleep(1000 if generation else 0)
            break
        os.write(writer, f"{os.getpid()} ".encode())
    else:
        time.sleep(1000)
    time.sleep(0.3)
    return [int(word) for word in os.read(reader, 100).split()]


def respawn():
    """A process that replaces itself as soon as it is killed."""
    if os.fork() == 0:
        os.setsid()
        while True:
            pid = os.fork()
            if pid == 0:
                time.sleep(1000)
            os.waitpid(pid, 0)
    time.sleep(0.1)


def _read(path):
    """What a process that can't be traced may not read of itself is empty."""
    try:
        return Path(path).read_bytes()
    except PermissionError:
        return b""


def write_file(name):
    Path(name).write_text("mine", encoding="utf-8")
    return str(Path(name).resolve())


def list_files():
    return sorted(os.listdir("."))


def surroundings():
    return {
        "environ": dict(os.environ),
        "initial environ": _read("/proc/self/environ"),
        "argv": list(sys.argv),
        "original argv": list(sys.orig_argv),
        "cmdline": Path("/proc/self/cmdline").read_bytes(),
        "path": list(sys.path),
        "cwd": os.getcwd(),
        "main": sorted(vars(sys.modules["__main__"])),
        "modules": sorted(name for name in sys.modules if name.split(".")[0] == "grader"),
        "descriptors": {
            int(name): os.readlink(f"/proc/self/fd/{name}")
            for name in os.listdir("/proc/self/fd")
            if os.path.exists(f"/proc/self/fd/{name}")
        },
        "session": os.getsid(0) == os.getpid(),
    }


def importable(name):
    try:
        __import__(name)
    except ImportError:
        return False
    return True


def spoil():
    torch.manual_seed(99)
    torch.set_default_dtype(torch.float64)
    torch.rand = None
    sys.path.clear()
    os.environ["SPOILED"] = "1"
    kept.append("spoiled")


def draw():
    return torch.rand(4), torch.get_default_dtype(), "SPOILED" in os.environ, len(kept)


def raise_surrogates():
    raise ValueError("a file called \udcff")


def raise_nameless():
    class Meta(type):
        @property
        def __name__(cls):
            raise RuntimeError("no name for you")

    class Nameless(Exception, metaclass=Meta):
        pass

    raise Nameless


def fall_for_ever():
    return fall_for_ever()


def huge_key():
    return {1 << 70: "x"}


def limits():
    names = ("RLIMIT_CORE", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_CPU", "RLIMIT_NPROC")
    return {name: resource.getrlimit(getattr(resource, name)) for name in names}


def write_large_file(megabytes):
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with open("large", "wb") as file:
        for _ in range(megabytes):
            file.write(bytes(1 << 20))
