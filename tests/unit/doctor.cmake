# SPDX-License-Identifier: Apache-2.0
shunt_test(unit_doctor unit
  SOURCES doctor/backend_test.cpp doctor/files_test.cpp doctor/host_test.cpp doctor/load_test.cpp doctor/packet_test.cpp
          doctor/remedies_test.cpp
  DEPENDS shunt_doctor_collect shunt_doctor_findings shunt_doctor_packet shunt_route support_packet support_socket)
