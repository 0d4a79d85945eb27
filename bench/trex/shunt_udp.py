# SPDX-License-Identifier: Apache-2.0
"""UDP datagrams of one size from many sources to a VIP.

    start -f shunt_udp.py -p 0 -m 100% -t --vip 192.0.2.10 --port 80 --size 64
"""

import flows


class Profile:
    def get_streams(self, tunables, **_):
        """What TRex asks for; tunables: the words after -t."""
        options = flows.parser(__doc__.splitlines()[0], size=64).parse_args(tunables)
        return [flows.stream(options, flows.udp(options), options.size)]


def register():
    return Profile()
