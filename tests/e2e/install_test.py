# SPDX-License-Identifier: Apache-2.0
"""What `cmake --install` leaves."""

import os
import tempfile

from scenario import expect, expect_equal, main, scenario
from lab.command import run


@scenario("the systemd unit runs the binary where it was installed, whatever the prefix", lab=False)
def unit(binary):
    for prefix in ("/usr/local", "/opt/shunt"):
        unit_of(binary, prefix)


def unit_of(binary, prefix):
    with tempfile.TemporaryDirectory() as destdir:
        run(["env", f"DESTDIR={destdir}", "cmake", "--install", os.path.dirname(binary), "--prefix", prefix])
        with open(f"{destdir}{prefix}/lib/systemd/system/shunt.service", encoding="utf-8") as file:
            lines = [line.strip() for line in file if line.startswith("Exec")]
        commands = [line.split("=", 1)[1].split()[0] for line in lines]
        expect_equal(commands, [f"{prefix}/sbin/shunt"] * 2, "commands of the unit")
        expect(os.access(f"{destdir}{commands[0]}", os.X_OK), "the binary is not there")
        completion = f"{destdir}{prefix}/share/bash-completion/completions/shunt"
        expect(os.path.isfile(completion), f"there is no {completion}")


if __name__ == "__main__":
    main()
