# SPDX-License-Identifier: Apache-2.0
# The observing program beside the forwarding one, on the same maps.
shunt_test(bpf_observe bpf
  SOURCES observe/capture_test.cpp observe/look_test.cpp
  DEPENDS tracking_fixture shunt_observe bpf)
