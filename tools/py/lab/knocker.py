# SPDX-License-Identifier: Apache-2.0
"""Opens TCP connections at a steady pace and ends them: knocker.py ADDRESS PORT A_SECOND.

None waits for another, and each has as long as the kernel repeats its SYN within TIMEOUT. Runs until it is ended.
"""

import selectors
import socket
import sys
import time

TIMEOUT = 8.0


def knock(address, port, a_second):
    selector = selectors.DefaultSelector()
    waiting = {}  # socket -> when it is given up; oldest first
    due = time.monotonic()
    while True:
        now = time.monotonic()
        if now >= due:
            due = max(due + 1 / a_second, now - 1)
            one = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
            one.setblocking(False)
            one.connect_ex((address, port))
            selector.register(one, selectors.EVENT_WRITE)
            waiting[one] = now + TIMEOUT
        ended = [key.fileobj for key, _ in selector.select(max(0, due - time.monotonic()))]
        ended += [one for one, until in waiting.items() if until < now and one not in ended]
        for one in ended:
            selector.unregister(one)
            del waiting[one]
            one.close()


if __name__ == "__main__":
    knock(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
