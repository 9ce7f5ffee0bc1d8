"""Lets threads of another process stand still, as a busy kernel would: stop_thread.py PID NAME SECONDS.

All of that name do, of which the kernel knows the first 15 characters. Needs to be allowed to trace the process.
"""
import ctypes
import os
import sys
import time

SEIZE, INTERRUPT, DETACH = 0x4206, 0x4207, 17
WALL = 0x40000000

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
libc.ptrace.restype = ctypes.c_long


def ptrace(request, thread):
    if libc.ptrace(request, thread, None, None) != 0:
        error = ctypes.get_errno()
        sys.exit(f"the thread cannot be stopped: {os.strerror(error)}; the test has to be root")


process, name, seconds = sys.argv[1], sys.argv[2][:15], float(sys.argv[3])
threads = []
for thread in os.listdir(f"/proc/{process}/task"):
    with open(f"/proc/{process}/task/{thread}/comm") as comm:
        if comm.read().strip() == name:
            threads.append(int(thread))
if not threads:
    sys.exit(f"there is no thread {name}")
for thread in threads:
    ptrace(SEIZE, thread)
    ptrace(INTERRUPT, thread)
    os.waitpid(thread, WALL)
time.sleep(seconds)
for thread in threads:
    ptrace(DETACH, thread)
print("stopped", name, flush=True)
