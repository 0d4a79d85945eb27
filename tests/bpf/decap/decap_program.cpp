// SPDX-License-Identifier: Apache-2.0
#include "decap_program.h"

#include <bpf/bpf.h>
#include <linux/bpf.h>
#include <unistd.h>

#include "dataplane/decap/counters.h"

namespace shunt::dataplane {

packet::Ipv4 outer4(std::uint8_t tos) { return {.source = kShunt4, .destination = kBackend4, .tos = tos}; }

packet::Ipv6 outer6(std::uint8_t traffic_class) {
  return {.source = kShunt6, .destination = kBackend6, .traffic_class = traffic_class};
}

packet::Udp gue() { return {.source_port = 50000, .destination_port = 6080}; }

core::Result<DecapProgram> DecapProgram::load(const DecapOptions& options) {
  auto object =
      DecapObject::load(options, {*net::IpAddress::parse(kBackend4), *net::IpAddress::parse(kBackend6)}, -1);
  if (!object) return object.error();
  return DecapProgram(*std::move(object));
}

DecapProgram::Run DecapProgram::run(packet::View frame) const {
  Run run;
  run.frame.resize(frame.size());
  bpf_test_run_opts options{};
  options.sz = sizeof(options);
  options.data_in = frame.data();
  options.data_size_in = static_cast<std::uint32_t>(frame.size());
  options.data_out = run.frame.data();
  options.data_size_out = static_cast<std::uint32_t>(run.frame.size());
  EXPECT_EQ(bpf_prog_test_run_opts(object_.program().plain_fd, &options), 0);
  run.frame.resize(options.data_size_out);
  run.verdict = options.retval;
  return run;
}

std::map<std::string, std::uint64_t> DecapProgram::counters() const {
  std::map<std::string, std::uint64_t> counters;
  for (const auto& object : object_.pinned()) {
    if (object.name != kDecapStatsPin) continue;
    const auto read = read_decap_counters(object.fd);
    EXPECT_TRUE(read);
    for (const auto& counter : *read)
      if (counter.total().packets != 0) counters.emplace(counter.name, counter.total().packets);
  }
  return counters;
}

void DecapTest::SetUp() {
  if (geteuid() != 0) GTEST_SKIP() << "needs root to load BPF programs";
  reload({});
}

void DecapTest::reload(const DecapOptions& options) {
  auto loaded = DecapProgram::load(options);
  ASSERT_TRUE(loaded) << loaded.error().message();
  program_ = *std::move(loaded);
}

void DecapTest::expect_decapsulated(const packet::Frame& frame, const packet::Frame& expected,
                                    const std::string& name) {
  const auto before = program_->counters();
  const auto run = program_->run(frame.bytes());
  EXPECT_EQ(run.verdict, XDP_PASS);
  EXPECT_EQ(run.frame, expected.bytes()) << packet::hex_dump(run.frame) << packet::hex_dump(expected.bytes());
  auto wanted = before;
  ++wanted[name];
  EXPECT_EQ(program_->counters(), wanted);
}

void DecapTest::expect_untouched(const packet::Bytes& frame, const std::string& name) {
  const auto before = program_->counters();
  const auto run = program_->run(frame);
  EXPECT_EQ(run.verdict, XDP_PASS);
  EXPECT_EQ(run.frame, frame);
  auto wanted = before;
  ++wanted[name];
  EXPECT_EQ(program_->counters(), wanted) << packet::hex_dump(frame);
}

}  // namespace shunt::dataplane
