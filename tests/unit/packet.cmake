# SPDX-License-Identifier: Apache-2.0
# libtins writes the same packets independently: what the builder computes is compared with it.
find_library(SHUNT_TINS tins REQUIRED)
shunt_test(unit_packet unit SOURCES packet/builder_test.cpp packet/decode_test.cpp DEPENDS support_packet ${SHUNT_TINS})
