# SPDX-License-Identifier: Apache-2.0
"""The field engine: instructions that change each copy of a packet before it is sent."""

import random
import struct

from trex.stl import instructions

# By kind of checksum: the protocol's number, and where in its header the checksum is.
PROTOCOLS = {instructions.CTRexVmInsFixHwCs.L4_TYPE_UDP: (17, 6),
             instructions.CTRexVmInsFixHwCs.L4_TYPE_TCP: (6, 16)}


def layer_offset(packet, name):
    """Bytes before the layer that Scapy calls `name`."""
    layer, offset = packet, 0
    while layer.name != name and type(layer).__name__ != name:
        below = layer.payload
        if not below:
            raise ValueError(f"no layer {name} in {packet.summary()}")
        offset += len(layer) - len(below)
        layer = below
    return offset, layer


def field_offset(packet, place):
    """Bytes before the field `LAYER.FIELD`, or the number as it is."""
    if isinstance(place, int):
        return place
    name, field = place.split(".")
    offset, layer = layer_offset(packet, name)
    bits = 0
    for known in layer.fields_desc:
        if known.name == field:
            return offset + bits // 8
        bits += int(known.sz * 8)
    raise ValueError(f"no field {place}")


def ones_sum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data[:len(data) & ~1])) + (data[-1] << 8 if len(data) & 1 else 0)
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total


def fix_ipv4(frame, at):
    frame[at + 10:at + 12] = b"\0\0"
    frame[at + 10:at + 12] = struct.pack("!H", 0xFFFF ^ ones_sum(bytes(frame[at:at + (frame[at] & 15) * 4])))


def fix_transport(frame, network, transport, kind):
    """TCP or UDP checksum with its pseudo header (RFC 768, RFC 9293, RFC 8200 8.1), and that of IPv4's header."""
    protocol, place = PROTOCOLS[kind]
    if frame[network] >> 4 == 4:
        fix_ipv4(frame, network)
        addresses, end = frame[network + 12:network + 20], network + struct.unpack_from("!H", frame, network + 2)[0]
    else:
        addresses, end = frame[network + 8:network + 40], network + 40 + struct.unpack_from("!H", frame, network + 4)[0]
    frame[transport + place:transport + place + 2] = b"\0\0"
    pseudo = bytes(addresses) + struct.pack("!II", end - transport, protocol)
    value = 0xFFFF ^ ones_sum(pseudo + bytes(frame[transport:end]))
    frame[transport + place:transport + place + 2] = struct.pack("!H", value or (0xFFFF if protocol == 17 else 0))


def values(command):
    """Endless values of a variable: dicts of name -> (value, bytes)."""
    if isinstance(command, instructions.STLVmTupleGen):
        addresses = command.ip_max - command.ip_min + 1
        ports = command.port_max - command.port_min + 1
        flow = 0
        while True:
            yield {f"{command.name}.ip": (command.ip_min + flow % addresses, 4),
                   f"{command.name}.port": (command.port_min + flow // addresses % ports, 2)}
            flow = (flow + 1) % command.limit
    value, span = command.init - command.min, command.max - command.min + 1
    dice = random.Random(command.name)
    while True:
        yield {command.name: (command.min + value, command.size)}
        value = dice.randrange(span) if command.op == "random" else \
            (value + (command.step if command.op == "inc" else -command.step)) % span


def writer(command, packet):
    """A function of frame and variables that runs one instruction; None if it writes nothing."""
    if isinstance(command, instructions.STLVmWrFlowVar):
        at, order = field_offset(packet, command.offset) + command.fixup, "big" if command.is_big else "little"

        def write(frame, variables):
            value, size = variables[command.name]
            frame[at:at + size] = ((value + command.add) % (1 << 8 * size)).to_bytes(size, order)
        return write
    if isinstance(command, instructions.STLVmFixIpv4):
        header = layer_offset(packet, command.offset)[0]
        return lambda frame, _: fix_ipv4(frame, header)
    if isinstance(command, instructions.STLVmFixChecksumHw):
        network, transport = (layer_offset(packet, name)[0] for name in (command.l3, command.l4))
        return lambda frame, _: fix_transport(frame, network, transport, command.type)
    return None


def run(packet, commands, count):
    """`count` frames, one after another, as bytes without FCS."""
    template = bytes(packet)
    variables = [values(command) for command in commands if command.names()]
    writers = [write for write in (writer(command, packet) for command in commands) if write]
    for _ in range(count):
        now = {name: value for variable in variables for name, value in next(variable).items()}
        frame = bytearray(template)
        for write in writers:
            write(frame, now)
        yield bytes(frame)
