# /// attack
# tries = "opens the reference by its number on the disk"
# wins = "flag"
# stopped_by = ["private root", "Landlock", "seccomp", "capabilities dropped"]
# proof = {without = ["seccomp", "landlock", "capabilities"]}
# ///
import ctypes
import os


def attack():
    libc = ctypes.CDLL(None, use_errno=True)
    handle = ctypes.create_string_buffer(8 + 128)
    handle[0] = 128
    mount = ctypes.c_int()
    libc.name_to_handle_at(-100, b"@REFERENCE@", handle, ctypes.byref(mount), 0)
    file = libc.open_by_handle_at(os.open("/", os.O_RDONLY), handle, os.O_RDONLY)
    raise RuntimeError(os.read(file, 1000).decode())
