# SPDX-License-Identifier: Apache-2.0
"""trex.stl.api: streams, packets and instructions of the field engine."""

from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.inet6 import IPv6
from scapy.layers.l2 import Ether
from scapy.packet import Packet

from trex.stl import field_engine
from trex.stl.instructions import (CTRexVmInsFixHwCs, STLScVmRaw, STLVmFixChecksumHw, STLVmFixIpv4, STLVmFlowVar,
                                   STLVmTupleGen, STLVmWrFlowVar, check)

# TRex's module exports Scapy's names too.
__all__ = ["CTRexVmInsFixHwCs", "Ether", "IP", "IPv6", "STLPktBuilder", "STLScVmRaw", "STLStream", "STLTXCont",
           "STLVmFixChecksumHw", "STLVmFixIpv4", "STLVmFlowVar", "STLVmTupleGen", "STLVmWrFlowVar", "TCP", "UDP"]


class STLPktBuilder:
    """A packet without FCS, and what the field engine does to each copy."""

    def __init__(self, pkt=None, pkt_buffer=None, vm=None, path_relative_to_profile=False, build_raw=False,
                 remove_fcs=True):
        check(isinstance(pkt, Packet) and pkt_buffer is None, "the stand-in takes packets made by Scapy")
        check(isinstance(vm, (type(None), list, STLScVmRaw)), vm)
        self.packet, self.vm = pkt, vm.commands if isinstance(vm, STLScVmRaw) else vm or []
        defined = [name for command in self.vm for name in command.names()]
        check(len(set(defined)) == len(defined), f"a variable is defined twice: {defined}")
        for command in self.vm:
            check(not isinstance(command, STLVmWrFlowVar) or command.name in defined, f"{command} writes no variable")

    def frames(self, count):
        return field_engine.run(self.packet, self.vm, count)


class STLTXCont:
    def __init__(self, pps=None, bps_L1=None, bps_L2=None, percentage=None):
        given = [value for value in (pps, bps_L1, bps_L2, percentage) if value is not None]
        check(len(given) <= 1 and all(isinstance(value, (int, float)) for value in given), given)
        self.pps = pps


class STLStream:
    def __init__(self, name=None, packet=None, mode=STLTXCont(pps=1), enabled=True, self_start=True, isg=0.0,
                 flow_stats=None, next=None, stream_id=None, action_count=0, random_seed=0,
                 mac_src_override_by_pkt=None, mac_dst_override_mode=None, dummy_stream=False, start_paused=False,
                 core_id=-1):
        check(isinstance(packet, STLPktBuilder) and isinstance(mode, STLTXCont), (packet, mode))
        check(isinstance(name, (type(None), str, int)) and isinstance(isg, (int, float)), (name, isg))
        check(next is None, "a continuous stream has no next")
        self.name, self.packet, self.mode = name, packet, mode
