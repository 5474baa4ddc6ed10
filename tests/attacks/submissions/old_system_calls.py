# /// attack
# tries = "makes system calls in the manner of 32 bits"
# wins = "claim"
# stopped_by = ["seccomp"]
# proof = {without = ["seccomp"]}
# ///
import ctypes
import mmap
import os

GETPID = bytes.fromhex("53b814000000cd805bc3")  # push rbx; mov eax, 20; int 0x80; pop rbx; ret


def attack():
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(GETPID)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    return ctypes.CFUNCTYPE(ctypes.c_int)(address)() == os.getpid()
