# SPDX-License-Identifier: Apache-2.0
"""Instructions of the field engine, as profiles state them."""


def check(condition, text):
    if not condition:
        raise ValueError(text)


def number(value):
    """An integer, or an IPv4 address as text, as an integer."""
    if isinstance(value, str):
        parts = [int(part) for part in value.split(".")]
        check(len(parts) == 4 and all(0 <= part < 256 for part in parts), f"{value} is no IPv4 address")
        return int.from_bytes(bytes(parts), "big")
    check(isinstance(value, int), f"{value!r} is no integer")
    return value


class CTRexVmInsFixHwCs:
    L4_TYPE_UDP, L4_TYPE_TCP, L4_TYPE_IP = 11, 13, 17


class STLVmFlowVar:
    def __init__(self, name, init_value=None, min_value=0, max_value=255, size=4, step=1, op="inc"):
        check(isinstance(name, str) and size in (1, 2, 4, 8) and op in ("inc", "dec", "random"), (name, size, op))
        self.name, self.size, self.op, self.step = name, size, op, number(step)
        self.min, self.max = number(min_value), number(max_value)
        self.init = number(init_value) if init_value is not None else self.max if op == "dec" else self.min
        check(0 <= self.min <= self.init <= self.max < 1 << 8 * size and self.step > 0, vars(self))

    def names(self):
        return [self.name]


class STLVmTupleGen:
    def __init__(self, name, ip_min="0.0.0.1", ip_max="0.0.0.10", port_min=1025, port_max=65535, limit_flows=100000,
                 flags=0):
        check(isinstance(name, str) and flags == 0, (name, flags))
        self.name, self.limit = name, limit_flows
        self.ip_min, self.ip_max = number(ip_min), number(ip_max)
        self.port_min, self.port_max = port_min, port_max
        check(0 <= self.ip_min <= self.ip_max < 1 << 32 and 0 <= port_min <= port_max < 1 << 16, vars(self))
        check(isinstance(limit_flows, int) and limit_flows > 0, limit_flows)

    def names(self):
        return [f"{self.name}.ip", f"{self.name}.port"]


class STLVmWrFlowVar:
    def __init__(self, fv_name, pkt_offset, offset_fixup=0, add_val=0, is_big=True):
        check(isinstance(fv_name, str) and all(isinstance(v, int) for v in (offset_fixup, add_val)), fv_name)
        self.name, self.offset, self.fixup, self.add, self.is_big = fv_name, pkt_offset, offset_fixup, add_val, is_big

    def names(self):
        return []


class STLVmFixIpv4:
    def __init__(self, offset):
        self.offset = offset

    def names(self):
        return []


class STLVmFixChecksumHw:
    def __init__(self, l3_offset, l4_offset, l4_type):
        check(l4_type in (11, 13, 17), l4_type)
        self.l3, self.l4, self.type = l3_offset, l4_offset, l4_type

    def names(self):
        return []


class STLScVmRaw:
    def __init__(self, list_of_commands=None, cache_size=None):
        self.commands, self.cache_size = list(list_of_commands or []), cache_size
