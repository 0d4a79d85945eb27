# SPDX-License-Identifier: Apache-2.0
"""tools/checks/built.py: which sources it takes for named in a list."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tools/checks"))
from built import unbuilt  # noqa: E402

LISTS = {"tests/unit/a.cmake": "shunt_test(a SOURCES a/one_test.cpp\n  a/two_test.cpp)  # a/three_test.cpp",
         "tests/fuzz/CMakeLists.txt": "shunt_fuzzer(route DEPENDS shunt_route)",
         "bench/CMakeLists.txt": "add_executable(b ${CMAKE_CURRENT_SOURCE_DIR}/../tests/unit/b.cpp)"}

found = unbuilt(["tests/unit/a/one_test.cpp", "tests/unit/a/two_test.cpp", "tests/unit/a/three_test.cpp",
                 "tests/fuzz/route_fuzz.cpp", "tests/unit/b.cpp", "tests/fuzz/one_test.cpp"], LISTS)
assert found == ["tests/unit/a/three_test.cpp", "tests/fuzz/one_test.cpp"], found
