# SPDX-License-Identifier: Apache-2.0
"""Stops a program at its n-th system call, and kills it there: ptrace(2), without any help of the program.

A step is the entry of a system call of the program's one thread. What it would have done is not done if it is killed at
that step; killed behind it, the program ends somewhere on its way to the next one, between two stores to memory.
"""

import ctypes
import errno
import os
import signal
import struct
import time

TRACEME, CONT, DETACH, SYSCALL, SETOPTIONS, SEIZE, INTERRUPT, SYSCALL_INFO = 0, 7, 17, 24, 0x4200, 0x4206, 0x4207, 0x420E
TRACESYSGOOD, EXITKILL = 1, 1 << 20
SYSCALL_STOP = signal.SIGTRAP | 0x80
ENTRY = 1  # PTRACE_SYSCALL_INFO_ENTRY
INFO_SIZE = 88

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
LIBC.ptrace.restype = ctypes.c_long


def ptrace(request, pid, address=0, data=0):
    result = LIBC.ptrace(request, pid, address, data)
    if result == -1:
        code = ctypes.get_errno()
        raise OSError(code, f"ptrace request {request:#x}: {os.strerror(code)}")
    return result


def trace_me():
    """In the child before exec: it stops at each exec from there on. For subprocess's preexec_fn."""
    ptrace(TRACEME, 0)


class Ended(Exception):
    """The program ended by itself; the text says how."""


class Steps:
    """A program that runs from step to step. One thread must make all calls."""

    def __init__(self, pid):
        self.pid = pid

    @classmethod
    def of_running(cls, pid):
        """Of a program that runs; it is stopped now."""
        ptrace(SEIZE, pid, 0, TRACESYSGOOD)
        ptrace(INTERRUPT, pid)
        os.waitpid(pid, 0)
        return cls(pid)

    @classmethod
    def of_child(cls, pid, execs):
        """Of a child that called trace_me(); runs it to its execs-th exec, which is the program of interest."""
        for i in range(execs):
            _, status = os.waitpid(pid, 0)
            if not os.WIFSTOPPED(status):
                raise Ended(f"wait status {status:#x} before exec {i + 1}")
            if i == 0:
                ptrace(SETOPTIONS, pid, 0, TRACESYSGOOD | EXITKILL)
            if i + 1 < execs:
                ptrace(CONT, pid)
        return cls(pid)

    def next(self):
        """Runs to the next step: (number of the system call, its first argument)."""
        number = 0
        while True:
            ptrace(SYSCALL, self.pid, 0, number)
            _, status = os.waitpid(self.pid, 0)
            if not os.WIFSTOPPED(status):
                raise Ended(f"wait status {status:#x}")
            number = os.WSTOPSIG(status)
            if number == SYSCALL_STOP:
                number = 0
                call = self.call()
                if call:
                    return call
            elif status >> 16:  # a stop of ptrace's own
                number = 0

    def call(self):
        info = ctypes.create_string_buffer(INFO_SIZE)
        ptrace(SYSCALL_INFO, self.pid, INFO_SIZE, ctypes.addressof(info))
        return struct.unpack_from("=QQ", info.raw, 24) if info.raw[0] == ENTRY else None

    def kill(self, after=None):
        """Kills it at this step; after: that many seconds behind it."""
        if after is not None:
            ptrace(CONT, self.pid)
            end = time.monotonic() + after
            while time.monotonic() < end:  # a sleep would be longer than what is looked for
                pass
        os.kill(self.pid, signal.SIGKILL)
        while True:
            try:
                _, status = os.waitpid(self.pid, 0)
            except OSError as error:
                if error.errno == errno.ECHILD:
                    return
                raise
            if not os.WIFSTOPPED(status):
                return

    def let_go(self):
        """It runs on without us."""
        ptrace(DETACH, self.pid)


def chosen(calls, at_most):
    """Steps worth a kill: those at which another call is made than before, evenly thinned out to at_most."""
    turns = [i for i, call in enumerate(calls) if i == 0 or call != calls[i - 1]]
    if len(turns) <= at_most:
        return turns
    return [turns[i * len(turns) // at_most] for i in range(at_most)]
