# SPDX-License-Identifier: Apache-2.0
"""Labs of network namespaces: what tools/demo shows and tests/e2e tests.

Read command (running programs), namespace, topology (the picture), web (nginx and curl), shunt (the program under
test), lab (all of them together); servers and certificates are what health checks ask. Python's standard library and
Debian's tools only.
"""
