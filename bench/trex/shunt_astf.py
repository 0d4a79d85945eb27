# SPDX-License-Identifier: Apache-2.0
"""TCP connections with a request and an answer, through Shunt with l2, answers past it (ASTF).

    start -f shunt_astf.py -m 1000 -d 60 -t --vip 192.0.2.0 --vips 32 --port 80 --size 1000

TRex gives each of its threads a part of the server addresses and ends if there are fewer addresses than threads: so the
VIP of the service is a prefix. Of IPv6 addresses the last 32 bits count up.
"""

import argparse
import ipaddress

from trex.astf.api import (ASTFAssociationRule, ASTFGlobalInfo, ASTFIPGen, ASTFIPGenDist, ASTFIPGenGlobal, ASTFProfile,
                           ASTFProgram, ASTFTCPClientTemplate, ASTFTCPServerTemplate, ASTFTemplate)

SOURCE = {4: "198.18.0.1", 6: "2001:2::c612:1"}
REQUEST = b"GET / HTTP/1.1\r\nHost: shunt\r\n\r\n"
LOW_32 = 0xFFFFFFFF


def parser():
    result = argparse.ArgumentParser(description=__doc__.splitlines()[0],
                                     formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    result.add_argument("--vip", type=ipaddress.ip_address, default="192.0.2.0", help="first VIP, IPv4 or IPv6")
    result.add_argument("--vips", type=int, default=32, help="VIPs, one after another; at least TRex's threads")
    result.add_argument("--port", type=int, default=80, help="port of the service")
    result.add_argument("--source", type=ipaddress.ip_address, default=None, help="first client address")
    result.add_argument("--sources", type=int, default=16384, help="client addresses, one after another")
    result.add_argument("--size", type=int, default=1000, help="bytes of an answer")
    result.add_argument("--cps", type=float, default=1.0, help="new connections a second, times start -m")
    return result


def low_range(first, count):
    """The range as TRex wants it, of IPv6 the last 32 bits: two IPv4 addresses as text."""
    low = int(first) & LOW_32
    if count < 1 or low + count - 1 > LOW_32:
        raise ValueError(f"{count} addresses from {first} do not fit into its last 32 bits")
    return [str(ipaddress.IPv4Address(low)), str(ipaddress.IPv4Address(low + count - 1))]


def high_part(address):
    """An IPv6 address without its last 32 bits."""
    return str(ipaddress.IPv6Address(int(address) & ~LOW_32))


def families(info, source, vip):
    """Client or server side in IPv6, from and to these addresses."""
    if vip.version == 6:
        info.ipv6.enable = 1
        info.ipv6.src_msb = high_part(source)
        info.ipv6.dst_msb = high_part(vip)


class Profile:
    def get_profile(self, tunables, **_):
        """What TRex asks for; tunables: the words after -t."""
        options = parser().parse_args(tunables)
        source = options.source or ipaddress.ip_address(SOURCE[options.vip.version])
        if source.version != options.vip.version:
            raise ValueError(f"--source {source} is of another family than --vip {options.vip}")
        addresses = ASTFIPGen(glob=ASTFIPGenGlobal(ip_offset="0.0.0.0"),
                              dist_client=ASTFIPGenDist(low_range(source, options.sources), distribution="seq"),
                              dist_server=ASTFIPGenDist(low_range(options.vip, options.vips), distribution="seq"))
        client, server = ASTFProgram(), ASTFProgram()
        client.send(REQUEST)
        client.recv(options.size)
        server.recv(len(REQUEST))
        server.send("x", size=options.size, fill="x")

        client_info, server_info = ASTFGlobalInfo(), ASTFGlobalInfo()
        families(client_info, source, options.vip)
        # The request came from Shunt's MAC address; the answer has to go to dest_mac of trex_cfg.yaml, past Shunt.
        server_info.ip.dont_use_inbound_mac = 1
        template = ASTFTemplate(
            client_template=ASTFTCPClientTemplate(ip_gen=addresses, program=client, port=options.port, cps=options.cps),
            server_template=ASTFTCPServerTemplate(program=server, assoc=ASTFAssociationRule(port=options.port)))
        return ASTFProfile(default_ip_gen=addresses, templates=template, default_c_glob_info=client_info,
                           default_s_glob_info=server_info)


def register():
    return Profile()
