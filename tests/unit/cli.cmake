# SPDX-License-Identifier: Apache-2.0
find_package(nlohmann_json REQUIRED)
find_package(Boost 1.81 REQUIRED)
shunt_test(unit_cli unit
  SOURCES cli/check_test.cpp cli/command_line_test.cpp cli/controller_commands_test.cpp cli/flows_test.cpp
          cli/packet_file_test.cpp cli/password_line_test.cpp cli/quantity_test.cpp
          cli/show_doctor_test.cpp cli/show_service_test.cpp cli/show_test.cpp cli/table_test.cpp cli/top_test.cpp cli/waiting_test.cpp
  DEPENDS shunt_cli shunt_packet shunt_web support_socket nlohmann_json::nlohmann_json Boost::headers)
