// SPDX-License-Identifier: Apache-2.0
#include "cli/show_doctor.h"

#include <gmock/gmock.h>

#include "support/example_views.h"

namespace shunt::cli {
namespace {

TEST(ShowDoctor, TheWorstComesFirstWithWhatMendsIt) {
  const doctor::Findings findings{
      {.severity = doctor::Severity::kOk, .id = "kernel-version", .what = "kernel 6.12"},
      {.severity = doctor::Severity::kNote,
       .id = "vip-loop",
       .object = "192.0.2.10",
       .what = "may circle",
       .why = "so"},
      {.severity = doctor::Severity::kError,
       .id = "lro",
       .object = "eth0",
       .what = "LRO is on",
       .why = "packets are lost",
       .commands = {"ethtool -K eth0 lro off"}}};
  EXPECT_EQ(show(findings, Style{}),
            "SEVERITY  FINDING\n"
            "error     eth0: LRO is on\n"
            "            why: packets are lost\n"
            "            do:  ethtool -K eth0 lro off\n"
            "note      192.0.2.10: may circle\n"
            "            why: so\n"
            "ok        host: kernel 6.12\n"
            "\n1 error, 0 warnings, 1 note\n");
}

TEST(ShowDoctor, AStepThatFailsSaysWhatMendsIt) {
  EXPECT_EQ(show(test::example_diagnosis(), Style{}),
            "STEP   RESULT\n"
            "route  passed  by eth1\n"
            "vip    failed  nobody answers as 192.0.2.10\n"
            "               why: the host drops packets to an address that it has not\n"
            "               do:  on the backend: ip address add 192.0.2.10/32 dev lo\n"
            "\nweb 198.51.100.11: fails at vip\n");
}

TEST(ShowDoctor, NamesEndNoLineAndSpeakToNoTerminal) {
  const doctor::Findings findings{{.severity = doctor::Severity::kNote,
                                   .id = "interface",
                                   .object = "e\033[2J\n0",
                                   .what = "\xff",
                                   .why = "so",
                                   .commands = {"ip link show dev 'e\n'"}}};
  EXPECT_EQ(show(findings, Style{}),
            "SEVERITY  FINDING\n"
            "note      e\\x1b[2J\\n0: \\xff\n"
            "            why: so\n"
            "            do:  ip link show dev 'e\\n'\n"
            "\n0 errors, 0 warnings, 1 note\n");
  auto report = test::example_diagnosis();
  report.service = "w\033c";
  EXPECT_THAT(show(report, Style{}), testing::HasSubstr("\nw\\x1bc 198.51.100.11: fails at vip\n"));
}

TEST(ShowDoctor, WhatCouldNotBeToldIsSaid) {
  auto report = test::example_diagnosis();
  report.failed.clear();
  report.steps[1].result = "unknown";
  EXPECT_THAT(show(report, Style{}),
              testing::HasSubstr("\nweb 198.51.100.11: nothing failed, and not all could be told"));
}

}  // namespace
}  // namespace shunt::cli
