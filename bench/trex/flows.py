# SPDX-License-Identifier: Apache-2.0
"""What the stateless profiles share: their tunables, and streams of many flows to one VIP.

TRex puts a profile's folder on the module path while it loads the profile, so this file has to stay beside them.
"""

import argparse
import ipaddress

from trex.stl.api import (IP, TCP, UDP, CTRexVmInsFixHwCs, Ether, IPv6, STLPktBuilder, STLScVmRaw, STLStream, STLTXCont,
                          STLVmFixChecksumHw, STLVmTupleGen, STLVmWrFlowVar)

# Sources: the benchmarking networks (RFC 2544, RFC 5180).
SOURCE = {4: "198.18.0.1", 6: "2001:2::1"}
PORTS = (1025, 65535)
FCS = 4  # bytes that the card appends; sizes count them, packets do not have them
LOW_32 = 0xFFFFFFFF


def parser(about, size=None):
    """The tunables. size: the default frame size in bytes, None if the profile has sizes of its own."""
    result = argparse.ArgumentParser(description=about, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    result.add_argument("--vip", type=ipaddress.ip_address, default="192.0.2.10", help="VIP, IPv4 or IPv6")
    result.add_argument("--port", type=int, default=80, help="port of the service")
    result.add_argument("--sources", type=int, default=65536, help="source addresses, one after another")
    result.add_argument("--source", type=ipaddress.ip_address, default=None,
                        help="the first of them; of IPv6 addresses the last 32 bits count up")
    result.add_argument("--flows", type=int, default=1048576, help="pairs of source address and port")
    result.add_argument("--mac", default=None, help="destination MAC address; that of trex_cfg.yaml by default")
    if size is not None:
        result.add_argument("--size", type=int, default=size, help="bytes of a frame, FCS included; padded, never cut")
    return result


def base_packet(options, transport):
    """Headers down to the transport's, from the first source."""
    source = options.source or ipaddress.ip_address(SOURCE[options.vip.version])
    if source.version != options.vip.version:
        raise ValueError(f"--source {source} is of another family than --vip {options.vip}")
    ethernet = Ether(dst=options.mac) if options.mac else Ether()
    network = IP if options.vip.version == 4 else IPv6
    return ethernet / network(src=str(source), dst=str(options.vip)) / transport


def many_flows(options, packet, transport):
    """Instructions of the field engine: another source address and port for each packet, then its checksums."""
    four = options.vip.version == 4
    first = int(ipaddress.ip_address(packet[IP if four else IPv6].src)) & LOW_32
    last = first + options.sources - 1
    if options.sources < 1 or last > LOW_32:
        raise ValueError(f"--sources {options.sources} is not 1 to {LOW_32 - first + 1}")
    name = "UDP" if transport is UDP else "TCP"
    checksum = CTRexVmInsFixHwCs.L4_TYPE_UDP if transport is UDP else CTRexVmInsFixHwCs.L4_TYPE_TCP
    source = STLVmWrFlowVar(fv_name="flow.ip", pkt_offset="IP.src") if four else \
        STLVmWrFlowVar(fv_name="flow.ip", pkt_offset="IPv6.src", offset_fixup=12)
    return STLScVmRaw([
        STLVmTupleGen(name="flow", ip_min=first, ip_max=last, port_min=PORTS[0], port_max=PORTS[1],
                      limit_flows=options.flows),
        source,
        STLVmWrFlowVar(fv_name="flow.port", pkt_offset=f"{name}.sport"),
        STLVmFixChecksumHw(l3_offset="IP" if four else "IPv6", l4_offset=name, l4_type=checksum)])


def stream(options, transport, size, pps=1, isg=0.0, name=None):
    """One stream of frames of `size` bytes. pps: its share beside other streams; `start -m` sets the real rate.
    isg: microseconds until its first packet."""
    packet = base_packet(options, transport)
    padded = packet / (b"x" * max(0, size - FCS - len(packet)))
    vm = many_flows(options, packet, type(transport))
    return STLStream(name=name, packet=STLPktBuilder(pkt=padded, vm=vm), mode=STLTXCont(pps=pps), isg=isg)


def udp(options):
    return UDP(sport=PORTS[0], dport=options.port)


def syn(options):
    """A SYN as clients send it, but for its options."""
    return TCP(sport=PORTS[0], dport=options.port, flags="S", seq=1, window=65535)
