// SPDX-License-Identifier: Apache-2.0
// The kernel's text files, and the names that drivers give to their counters.
#include "doctor/collect/files.h"

#include <gmock/gmock.h>

#include "doctor/collect/ethtool.h"
#include "support/temporary_folder.h"

namespace shunt::doctor {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(CpuList, IsReadAsTheKernelWritesIt) {
  EXPECT_THAT(cpu_list("0"), ElementsAre(0U));
  EXPECT_THAT(cpu_list("0-2,5"), ElementsAre(0U, 1U, 2U, 5U));
  EXPECT_THAT(cpu_list(""), IsEmpty());
  EXPECT_THAT(cpu_list("1,x"), ElementsAre(1U));
  EXPECT_EQ(cpu_list("0-4294967295").size(), 4096U);
}

TEST(Interrupts, AreThoseOfQueuesOfThisInterface) {
  const test::TemporaryFolder proc;
  proc.file("interrupts",
            "           CPU0       CPU1\n"
            " 24:          0          1   PCI-MSI 524288-edge      eth0\n"
            " 25:        100          0   PCI-MSI 524289-edge      eth0-TxRx-0\n"
            " 26:          0        100   PCI-MSI 524290-edge      eth01-TxRx-0\n"
            " 27:          0          0   PCI-MSI 524291-edge      virtio0-config\n"
            " 28:          0          9   PCI-MSI 524292-edge      virtio0-input.0\n"
            "NMI:          0          0   Non-maskable interrupts\n");
  std::filesystem::create_directories(proc.path() / "irq/25");
  std::filesystem::create_directories(proc.path() / "irq/28");
  proc.file("irq/25/smp_affinity_list", "1\n");
  proc.file("irq/28/smp_affinity_list", "0-1\n");
  const auto found = interrupts_of(proc.path(), "eth0", {27, 28});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].number, 25U);
  EXPECT_THAT(found[0].cpus, ElementsAre(1U));
  EXPECT_EQ(found[1].name, "virtio0-input.0");
  EXPECT_THAT(found[1].cpus, ElementsAre(0U, 1U));
}

TEST(Memory, IsWhatIsAvailable) {
  const test::TemporaryFolder proc;
  EXPECT_EQ(available_memory(proc.path()), 0U);
  proc.file("meminfo", "MemTotal:       16 kB\nMemFree:         1 kB\nMemAvailable:       8 kB\n");
  EXPECT_EQ(available_memory(proc.path()), 8192U);
}

TEST(Queues, AreFoundByTheNamesOfEachDriver) {
  for (const std::string name : {"rx_queue_1_packets", "rx1_packets", "rx-1.packets", "rx_queue_1_xdp_packets"}) {
    const auto queues =
        received_by_queue({{"tx_queue_1_packets", 9}, {name, 7}, {"rx_bytes", 5}, {"rx_packets", 3}});
    ASSERT_EQ(queues.size(), 1U) << name;
    EXPECT_EQ(queues[0].number, 1U);
    EXPECT_EQ(queues[0].packets, 7U);
  }
  EXPECT_THAT(received_by_queue({{"rx_queue_0_drops", 1}, {"rx_packets", 1}}), IsEmpty());
}

}  // namespace
}  // namespace shunt::doctor
