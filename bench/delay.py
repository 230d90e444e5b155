#!/usr/bin/env python3
"""A link that takes a while: hands the packets of one TUN device to another, each so many microseconds later.

usage: delay.py MICROSECONDS DEVICE DEVICE

Both devices exist once "ready" is printed; they may then be moved to network namespaces. For kernels without netem.
Needs root.
"""
import collections
import ctypes
import fcntl
import os
import select
import signal
import struct
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000
PR_SET_PDEATHSIG = 1
PR_SET_TIMERSLACK = 29
LONGEST = 65535


def device(name):
    file = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(file, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
    return file


def hand_on(source, target, seconds):
    """Until the process ends."""
    waiting = collections.deque()
    ctypes.CDLL(None).prctl(PR_SET_TIMERSLACK, 1)
    while True:
        left = max(0, waiting[0][0] - time.monotonic()) if waiting else None
        if select.select([source], [], [], left)[0]:
            waiting.append((time.monotonic() + seconds, os.read(source, LONGEST)))
        while waiting and waiting[0][0] <= time.monotonic():
            try:
                os.write(target, waiting.popleft()[1])
            except OSError:
                pass  # A device that is not up yet loses packets, as a link does.


def main():
    seconds = float(sys.argv[1]) / 1e6
    one, other = device(sys.argv[2]), device(sys.argv[3])
    print("ready", flush=True)
    # A process for each direction: threads of Python take turns.
    if os.fork() == 0:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        hand_on(other, one, seconds)
    hand_on(one, other, seconds)


main()
