# SPDX-License-Identifier: Apache-2.0
"""tools/checks/progress.py: names stay whole, failures are shown with their output, and the rest only now and then."""

import os
import subprocess

PROGRESS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tools/checks/progress.py")
OUTPUT = """\
      Start 10: vm/the first of all
 1/4 Test #10: vm/the first of all ...................   Passed    0.02 sec
      Start 2: unit/what is Passed
 2/4 Test  #2: unit/what is Passed ...................***Failed    0.10 sec
why it failed
      Start 3: unit/soon after
 3/4 Test  #3: unit/soon after .......................***Skipped   0.10 sec
 4/4 Test  #4: unit/as long as the longest is, in words ...   Passed    1.00 sec
"""
SHOWN = """\
        1/4 vm/the first of all: Passed    0.02 sec
        2/4 unit/what is Passed: ***Failed    0.10 sec
        | why it failed
        4/4 unit/as long as the longest is, in words: Passed    1.00 sec
"""

found = subprocess.run(["/usr/bin/python3", PROGRESS], input=OUTPUT, stdout=subprocess.PIPE, text=True, check=True).stdout
assert found == SHOWN, f"expected:\n{SHOWN}got:\n{found}"
