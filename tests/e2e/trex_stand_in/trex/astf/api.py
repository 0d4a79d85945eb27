# SPDX-License-Identifier: Apache-2.0
"""trex.astf.api: programs of clients and servers, and the addresses they use."""

import ipaddress

INFO = {"ipv6": {"src_msb": str, "dst_msb": str, "enable": int},
        "ip": {"tos": int, "ttl": int, "dont_use_inbound_mac": int}}


def check(condition, text):
    if not condition:
        raise ValueError(text)


def ipv4(value):
    check(isinstance(value, str), f"{value!r} is no text")
    return ipaddress.IPv4Address(value)


class ASTFProgram:
    """What one side sends and waits for, in turn."""

    def __init__(self, file=None, side="c", commands=None, stream=True, s_delay=None, udp_mtu=None):
        check(file is None and commands is None and side in ("c", "s"), (file, side))
        self.stream, self.steps = stream, []

    def send(self, buf, size=0, fill=None):
        check(isinstance(buf, (bytes, str)) and isinstance(size, int), (buf, size))
        check(isinstance(fill, (type(None), bytes, str)), fill)
        self.steps.append(("send", max(len(buf), size)))

    def recv(self, bytes, clear=False):
        check(isinstance(bytes, int), bytes)
        self.steps.append(("recv", bytes))


class ASTFIPGenDist:
    def __init__(self, ip_range, distribution="seq", per_core_distribution=None):
        check(len(ip_range) == 2 and distribution in ("seq", "rand"), (ip_range, distribution))
        self.first, self.last = map(ipv4, ip_range)
        check(self.first <= self.last, ip_range)


class ASTFIPGenGlobal:
    def __init__(self, ip_offset="1.0.0.0", ip_offset_server=None):
        self.offset = ipv4(ip_offset)


class ASTFIPGen:
    def __init__(self, dist_client, dist_server, glob=ASTFIPGenGlobal()):
        check(isinstance(dist_client, ASTFIPGenDist) and isinstance(dist_server, ASTFIPGenDist), "no distribution")
        check(isinstance(glob, ASTFIPGenGlobal), glob)
        self.clients, self.servers = dist_client, dist_server


class Section:
    """One group of an ASTFGlobalInfo: only known names, with values of the right type."""

    def __init__(self, known):
        object.__setattr__(self, "known", known)

    def __setattr__(self, name, value):
        check(name in self.known and type(value) is self.known[name], (name, value))
        if self.known[name] is str:
            ipaddress.IPv6Address(value)
        object.__setattr__(self, name, value)


class ASTFGlobalInfo:
    def __init__(self):
        for name, known in INFO.items():
            object.__setattr__(self, name, Section(known))

    def __setattr__(self, name, value):
        raise AttributeError(f"{name} has to be followed by a name within it")


class ASTFAssociationRule:
    def __init__(self, port=80, ip_start=None, ip_end=None, l7_map=None):
        self.port, self.ip_start, self.ip_end = port, ip_start, ip_end


class ASTFTCPClientTemplate:
    def __init__(self, ip_gen, cluster=None, program=None, port=80, cps=1, glob_info=None, limit=None, cont=None):
        check(isinstance(ip_gen, ASTFIPGen) and isinstance(program, ASTFProgram), (ip_gen, program))
        self.addresses, self.program, self.port, self.cps = ip_gen, program, port, cps


class ASTFTCPServerTemplate:
    def __init__(self, program=None, assoc=ASTFAssociationRule(), glob_info=None):
        check(isinstance(program, ASTFProgram) and isinstance(assoc, ASTFAssociationRule), (program, assoc))
        self.program, self.association = program, assoc


class ASTFTemplate:
    def __init__(self, client_template=None, server_template=None, tg_name=None):
        check(isinstance(client_template, ASTFTCPClientTemplate), client_template)
        check(isinstance(server_template, ASTFTCPServerTemplate), server_template)
        check(client_template.program.stream == server_template.program.stream, "one side is TCP, the other UDP")
        self.client, self.server = client_template, server_template


class ASTFProfile:
    def __init__(self, default_ip_gen, default_c_glob_info=None, default_s_glob_info=None, templates=None,
                 cap_list=None, s_delay=None, udp_mtu=None):
        check(isinstance(default_ip_gen, ASTFIPGen) and templates is not None and cap_list is None, templates)
        check(isinstance(default_c_glob_info, (type(None), ASTFGlobalInfo)), default_c_glob_info)
        check(isinstance(default_s_glob_info, (type(None), ASTFGlobalInfo)), default_s_glob_info)
        self.templates = templates if isinstance(templates, list) else [templates]
        check(all(isinstance(template, ASTFTemplate) for template in self.templates), self.templates)
        self.client_info, self.server_info = default_c_glob_info, default_s_glob_info
