# SPDX-License-Identifier: Apache-2.0
"""Flows written into the pinned flow table as if packets had come: bpf/include/shunt/flow.h.

For tests and benchmarks that need more flows than a lab can open. The sweep and the program take them for real ones.
"""

import contextlib
import ctypes
import ipaddress
import mmap
import os
import platform
import random
import struct

SYS_BPF = {"x86_64": 321, "aarch64": 280}.get(platform.machine())
BPF_OBJ_GET = 7
PLACES = 8                            # SHUNT_FLOWS_PER_BUCKET
FLOW = struct.Struct("=QQ")           # struct shunt_flow: tag, state
NAME = struct.Struct("=16s16s4sIIB3x")  # struct shunt_flow_name
UNCONFIRMED, CLOSING, UDP = 1, 2, 4   # SHUNT_FLOW_*
CLOCK = 8                             # offset of `clock` in struct shunt_control


def mapped(address):
    """An address as the maps have it."""
    address = ipaddress.ip_address(address)
    return address.packed if address.version == 6 else b"\0" * 10 + b"\xff\xff" + address.packed


def obj_get(path):
    """The descriptor of what is pinned there."""
    name = ctypes.create_string_buffer(path.encode())
    attributes = struct.pack("=QIIi", ctypes.addressof(name), 0, 0, 0).ljust(128, b"\0")
    libc = ctypes.CDLL(None, use_errno=True)
    fd = libc.syscall(SYS_BPF, BPF_OBJ_GET, ctypes.c_char_p(attributes), len(attributes))
    if fd < 0:
        raise OSError(ctypes.get_errno(), f"cannot open {path}")
    return fd


@contextlib.contextmanager
def memory(path):
    """(memory, rows) of a pinned array map."""
    fd = obj_get(path)
    try:
        with open(f"/proc/self/fdinfo/{fd}", encoding="ascii") as info:
            fields = dict(line.split(":", 1) for line in info)
        rows, size = int(fields["max_entries"]), int(fields["value_size"])
        length = -(-rows * -(-size // 8) * 8 // mmap.PAGESIZE) * mmap.PAGESIZE
        with mmap.mmap(fd, length) as content:
            yield content, rows
    finally:
        os.close(fd)


def backend_ids(pins):
    """Ids of the backends that are there, in their order."""
    with memory(f"{pins}/backend_flows") as (content, rows):
        return [i for i in range(rows) if struct.unpack_from("=I", content, i * 8)[0]]


def forge(pins, count, *, service, backends, vip, port, slots, client=lambda i: 0x0a000000 + i, idle=lambda i: 0,
          flags=lambda i: 0):
    """Writes `count` flows of the service with that id to the backends with these ids in turn; returns how many had a place.

    client, idle, flags: of the i-th flow its IPv4 address as a number, its seconds of silence, its SHUNT_FLOW_*.
    """
    numbers, used, vip, written = random.Random(1), {}, mapped(vip), 0
    with (memory(f"{pins}/flows") as (flows, buckets), memory(f"{pins}/flow_names") as (names, _),
          memory(f"{pins}/control") as (control, _)):
        clock = struct.unpack_from("=I", control, CLOCK)[0]
        for i in range(count):
            tag = numbers.getrandbits(64)
            choices = [(tag >> 32) * buckets >> 32, (tag & 0xffffffff) * buckets >> 32]
            bucket = min(choices, key=lambda b: used.get(b, 0))
            place = used.get(bucket, 0)
            if place == PLACES:
                continue
            used[bucket] = place + 1
            kind = flags(i)
            NAME.pack_into(names, (bucket * PLACES + place) * NAME.size, mapped(client(i)), vip,
                           struct.pack("!HH", 1024 + i % 60000, port), i % slots, service, 17 if kind & UDP else 6)
            state = (clock - idle(i) & 0xffffffff) << 32 | kind << 24 | backends[i % len(backends)]
            FLOW.pack_into(flows, (bucket * PLACES + place) * FLOW.size, tag, state)
            written += 1
    return written
