# SPDX-License-Identifier: Apache-2.0
"""UDP datagrams of three sizes, 7 to 4 to 1, from many sources to a VIP (simple IMIX).

    start -f shunt_imix.py -p 0 -m 100% -t --vip 192.0.2.10 --port 80
"""

import flows

# Bytes of a frame with FCS, its share, and microseconds until the first, so that streams do not start as one burst.
MIX = ((64, 7, 0.0), (594, 4, 0.1), (1518, 1, 0.2))


class Profile:
    def get_streams(self, tunables, **_):
        """What TRex asks for; tunables: the words after -t."""
        options = flows.parser(__doc__.splitlines()[0]).parse_args(tunables)
        return [flows.stream(options, flows.udp(options), size, share, isg, f"imix-{size}") for size, share, isg in MIX]


def register():
    return Profile()
