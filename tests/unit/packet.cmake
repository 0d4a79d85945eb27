# SPDX-License-Identifier: Apache-2.0
# libtins writes the same packets independently: what the builder computes is compared with it.
find_library(SHUNT_TINS tins REQUIRED)
shunt_test(unit_packet unit SOURCES packet/builder_test.cpp packet/decode_test.cpp DEPENDS support_packet ${SHUNT_TINS})
# The controller's own frames, against libtins and the tests' reader.
shunt_test(unit_frame unit
  SOURCES frame/describe_test.cpp frame/make_test.cpp frame/pcapng_test.cpp frame/wire_test.cpp DEPENDS shunt_packet ${SHUNT_TINS})
