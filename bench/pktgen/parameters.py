# SPDX-License-Identifier: Apache-2.0
"""The parameter file: lines of `key = value`, and # for comments. Every mistake is reported with its place."""

import difflib
import ipaddress
import math
import re
from dataclasses import dataclass

# RFC 2544 counts the 4 bytes of the frame check sequence; pktgen adds 16 bytes of its own behind the UDP header.
FRAME_CHECK = 4
LEAST_FRAME = {4: 14 + 20 + 8 + 16 + FRAME_CHECK, 6: 14 + 40 + 8 + 16 + FRAME_CHECK}
MOST_FRAME = 9018
# pktgen's source ports: from the first one up to, but without, the last that a file could name.
FIRST_PORT, MOST_PORTS = 1024, 65535 - 1024


class Bad(ValueError):
    """A value that is not what was expected; the text says what was."""


def text(value):
    return value


def number(least, most, kind=int):
    def parse(value):
        try:
            found = kind(value.replace("_", "") if kind is int else value)
        except ValueError:
            found = None
        if found is None or not least <= found <= most:
            name = "a whole number" if kind is int else "a number"
            raise Bad(f'expected {name} from {least} to {most}, found "{value}"')
        return found
    return parse


def one_of(values):
    def parse(value):
        if value not in values:
            raise Bad(f'expected {" or ".join(values)}, found "{value}"')
        return value
    return parse


def mac(value):
    """Of one port: a group's or everybody's would flood a switch."""
    if not re.fullmatch(r"([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}", value) or int(value[:2], 16) & 1:
        raise Bad(f'expected the MAC address of a port, such as 02:00:00:00:00:01, found "{value}"')
    return value.lower()


def address(*families):
    """Of one host: no zone, no group."""
    def parse(value):
        try:
            found = ipaddress.ip_address(value)
        except ValueError:
            found = None
        usable = found is not None and found.version in families and "%" not in value
        if not usable or found.is_multicast or found.is_unspecified:
            kind = "IPv4 or IPv6" if len(families) > 1 else f"IPv{families[0]}"
            raise Bad(f'expected an {kind} address of a host, found "{value}"')
        return found
    return parse


def interface(value):
    if not re.fullmatch(r"[^\s/@]{1,15}", value):
        raise Bad(f'expected the name of an interface, found "{value}"')
    return value


def items(parse):
    def parse_all(value):
        found = [parse(item.strip()) for item in value.split(",")]
        if len(set(found)) != len(found):
            raise Bad(f'"{value}" names something twice')
        return found
    return parse_all


REQUIRED = object()
# key -> (parser, default); README.md explains them in this order.
KEYS = {
    "interface": (interface, REQUIRED),
    "destination_mac": (mac, None),
    "source_mac": (mac, None),
    "vip": (items(address(4, 6)), REQUIRED),
    "port": (number(1, 65535), REQUIRED),
    "source4": (address(4), ipaddress.ip_address("198.18.0.1")),
    "source6": (address(6), ipaddress.ip_address("2001:2::1")),
    "frame_size": (items(number(LEAST_FRAME[4], MOST_FRAME)), [64]),
    "flows": (number(1, 100_000_000), 1024),
    "threads": (number(1, 1024), 1),
    "first_processor": (number(0, 4095), 0),
    "clone_skb": (number(0, 1_000_000), 0),
    "burst": (number(1, 1024), 1),
    "udp_checksum": (one_of(("yes", "no")), "no"),
    "rate_min": (number(1, 1_000_000_000), REQUIRED),
    "rate_max": (number(1, 1_000_000_000), REQUIRED),
    "ramp_steps": (number(2, 1000), 10),
    "duration": (number(0.1, 86400, float), 10.0),
    "trials": (number(1, 100), 1),
    "resolution": (number(0.01, 50, float), 1.0),
    "loss_tolerance": (number(0, 50, float), 0.0),
    "settle": (number(0.1, 60, float), 2.0),
    "shunt": (text, ""),
    "service": (text, ""),
    "receiver": (text, ""),
}


@dataclass
class Error:
    """A mistake and where it is."""
    line: int
    column: int
    message: str


class Refused(Exception):
    """The file has mistakes; the text has one a line, as FILE:LINE:COLUMN: message."""


def parse_lines(content, errors):
    """key -> (value, line, column of the value), of all lines that can be read."""
    found = {}
    for line, raw in enumerate(content.splitlines(), 1):
        code = re.sub(r"(^|\s)#.*", "", raw)
        if not code.strip():
            continue
        match = re.fullmatch(r"(\s*)([^\s=]+)(\s*=\s*)(.*?)\s*", code)
        if not match:
            errors.append(Error(line, len(code) - len(code.lstrip()) + 1, "expected KEY = VALUE"))
            continue
        indent, key, equals, value = match.groups()
        place = (line, len(indent) + 1)
        if key not in KEYS:
            close = difflib.get_close_matches(key, KEYS, 1)
            errors.append(Error(*place, f'unknown key "{key}"' + (f'; did you mean "{close[0]}"?' if close else "")))
        elif key in found:
            errors.append(Error(*place, f'key "{key}" is there twice, first in line {found[key][1]}'))
        else:
            found[key] = (value, line, len(indent + key + equals) + 1)
    return found


def flow_ranges(flows, family):
    """(addresses, ports) whose steps, taken together, pass through at least so many different pairs."""
    if family == 6:
        return 1, flows
    addresses = math.ceil(flows / MOST_PORTS)
    while True:
        ports = math.ceil(flows / addresses)
        if math.gcd(addresses, ports) == 1:
            return addresses, ports
        addresses += 1


def sources(flows, threads, family):
    """Source addresses of all threads."""
    return threads * flow_ranges(math.ceil(flows / threads), family)[0]


def check_together(values, places, errors):
    """What one value alone cannot tell."""
    def fault(key, message):
        errors.append(Error(*places.get(key, (1, 1)), message))

    if values["rate_min"] >= values["rate_max"]:
        fault("rate_max", f"rate_max: expected more than rate_min, {values['rate_min']}")
    if values["threads"] > values["rate_min"]:
        fault("threads", "threads: expected no more than rate_min: each thread sends at least one packet a second")
    if values["flows"] < values["threads"]:
        fault("flows", f"flows: expected at least one a thread, {values['threads']}")
    families = {vip.version for vip in values["vip"]}
    if 6 in families and values["flows"] > values["threads"] * MOST_PORTS:
        fault("flows", f"flows: pktgen varies only the source port of IPv6: at most {MOST_PORTS} a thread")
    if 6 in families and min(values["frame_size"]) < LEAST_FRAME[6]:
        fault("frame_size", f"frame_size: expected at least {LEAST_FRAME[6]} for IPv6, with what pktgen puts in a frame")
    for family in families:
        key, most = f"source{family}", 2**(32 if family == 4 else 128)
        if int(values[key]) + sources(values["flows"], values["threads"], family) > most:
            fault(key, f"{key}: so many flows take addresses beyond the last one there is")
    if not values["shunt"] and not values["receiver"]:
        fault("shunt", 'expected "shunt" or "receiver" or both: what counts the packets that were forwarded?')
    if values["service"] and not values["shunt"]:
        fault("service", 'service: expected with "shunt" only')


class Parameters:
    """The values of a file as attributes."""

    def __init__(self, values):
        self.__dict__.update(values)


def parse(content, name):
    """Parameters of a file's text. Raises Refused with all mistakes."""
    errors = []
    lines = parse_lines(content, errors)
    values, places = {}, {key: place[1:] for key, place in lines.items()}
    for key, (parser, default) in KEYS.items():
        try:
            if key in lines:
                values[key] = parser(lines[key][0])
            elif default is REQUIRED:
                errors.append(Error(1, 1, f'missing key "{key}"'))
            else:
                values[key] = default
        except Bad as bad:
            errors.append(Error(*places[key], f"{key}: {bad}"))
    if len(values) == len(KEYS):
        check_together(values, places, errors)
    if errors:
        errors.sort(key=lambda error: (error.line, error.column))
        raise Refused("\n".join(f"{name}:{error.line}:{error.column}: {error.message}" for error in errors))
    return Parameters(values)


def read(path):
    """Parameters of a file. Raises Refused, also if it cannot be read."""
    try:
        with open(path, encoding="utf-8") as file:
            return parse(file.read(), path)
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{path}: cannot read it: {getattr(error, 'strerror', None) or error}") from None
