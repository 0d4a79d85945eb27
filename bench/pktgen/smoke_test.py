# SPDX-License-Identifier: Apache-2.0
"""A tiny search in a guest, end to end: trials.csv and charts come out, and at rates far below the highest every packet
sent is forwarded and arrives. A bad parameter file is refused with its place.

    smoke_test.py BUILD
"""

import csv
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

HERE = os.path.dirname(os.path.abspath(__file__))
SKIPPED = 77

SEARCH = """\
vip = 192.0.2.10, 2001:db8:ffff::10
frame_size = 82
flows = 100
rate_min = 200
rate_max = 1000
ramp_steps = 2
duration = 1
settle = 10
"""


def expect(condition, *what):
    if not condition:
        print("FAILED:", *what)
        sys.exit(1)


def write(folder, content):
    path = f"{folder}/search.conf"
    with open(path, "w", encoding="utf-8") as file:
        file.write(content)
    return path


def bad_file_is_refused(folder):
    path = write(folder, SEARCH.replace("duration = 1", "duration = long"))
    done = subprocess.run([f"{HERE}/throughput", path], capture_output=True, text=True, check=False)
    expect(done.returncode == 1 and f'{path}:7:12: duration: expected a number' in done.stderr, done)


def search_in_a_guest(folder, build):
    done = subprocess.run([f"{HERE}/in_guest", "--build", build, "--output", folder, "--timeout", "400",
                           write(folder, SEARCH)], capture_output=True, text=True, check=False)
    print(done.stdout + done.stderr)
    if done.returncode == SKIPPED:
        sys.exit(SKIPPED)
    expect(done.returncode == 0, "in_guest ended with", done.returncode)
    expect(f"results are in {folder}" in done.stdout and "see /run/" not in done.stderr, "a folder of the guest is named")
    with open(f"{folder}/trials.csv", encoding="utf-8") as file:
        trials = list(csv.DictReader(file))
    expect([trial["asked_pps"] for trial in trials] == ["200", "1000"] * 2, "trials:", trials)
    for trial in trials:
        counts = [int(trial[name]) for name in ("asked_pps", "sent", "forwarded", "received")]
        expect(len(set(counts)) == 1, "asked, sent, forwarded and received differ:", trial)
        expect(not trial["drops"] and trial["lost"] == "0", "drops:", trial)
    for name in ("ipv4-192.0.2.10-82", "ipv6-2001_db8_ffff__10-82"):
        xml.etree.ElementTree.parse(f"{folder}/{name}.svg")


def main():
    with tempfile.TemporaryDirectory() as folder:
        bad_file_is_refused(folder)
        search_in_a_guest(folder, sys.argv[1])


if __name__ == "__main__":
    main()
