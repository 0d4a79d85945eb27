// SPDX-License-Identifier: Apache-2.0
// Live frames over veth: the forwarding program beside one that sends every frame back at once. One JSON object a
// line.
#include <array>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "live/traffic.h"
#include "measure.h"
#include "packet_cost/subject.h"

namespace {

using shunt::bench::Case;
using shunt::bench::Expected;
using shunt::bench::fail;
using shunt::bench::median;
using shunt::bench::Subject;
using shunt::bench::take;
using shunt::bench::Traffic;

constexpr std::uint32_t kFrames = 500'000;  ///< of one measurement
constexpr double kTargetPercent = 80;

constexpr std::array kCases{
    Case{.name = "TCP IPv4, ipip, XDP_TX"},
    Case{.name = "TCP IPv6 in IPv6, ipip, XDP_TX",
         .inner = shunt::net::Family::kIpv6,
         .outer = shunt::net::Family::kIpv6},
    Case{.name = "TCP IPv4, ipip, XDP_REDIRECT", .expected = Expected::kRedirected},
};

void print(const char* path, const std::vector<double>& mpps, const std::vector<double>& shares,
           std::uint64_t lost, bool has_target) {
  std::printf("{\"bench\":\"live\",\"path\":\"%s\",\"mpps\":%.3f,\"share_percent\":%.1f,\"lost\":%llu", path,
              median(mpps), median(shares), static_cast<unsigned long long>(lost));
  if (has_target) std::printf(",\"target\":%.0f", kTargetPercent);
  std::puts("}");
  std::fflush(stdout);
}

/// The bare bounce, the bare redirection and the program in turn, `runs` times.
void measure(const Case& subject_case, const shunt::bench::Wire& wire, Subject& subject, int runs) {
  if (auto taken = subject.take(subject_case); !taken) fail(taken.error().message());
  const auto traffic = take(Traffic::open(wire, subject_case));
  const std::array programs{traffic->bare_transmit_fd(), traffic->bare_redirect_fd(), subject.program_fd()};
  std::array<std::vector<double>, 3> mpps, shares;
  std::array<std::uint64_t, 3> lost{};
  const auto before = subject.counts();
  for (int run = 0; run < runs; ++run) {
    double bounce = 0;
    for (std::size_t i = 0; i < programs.size(); ++i) {
      const auto rate = take(traffic->run(programs[i], kFrames));
      if (i == 0) bounce = rate.mpps;
      mpps[i].push_back(rate.mpps);
      shares[i].push_back(100 * rate.mpps / bounce);
      lost[i] += rate.lost;
    }
  }
  const auto sent = static_cast<std::uint64_t>(runs) * kFrames;
  if (auto proof = Subject::prove(subject_case, before, subject.counts(), sent); !proof)
    fail(proof.error().message());
  const std::string name = std::string(" (beside ") + subject_case.name + ")";
  print(("bare XDP_TX" + name).c_str(), mpps[0], shares[0], lost[0], false);
  print(("bare XDP_REDIRECT" + name).c_str(), mpps[1], shares[1], lost[1], false);
  print(subject_case.name, mpps[2], shares[2], lost[2], true);
}

}  // namespace

int main(int count, char** arguments) {
  const bool quick = count == 2 && std::string_view(arguments[1]) == "--quick";
  if (count > 1 && !quick) {
    std::fputs("usage: bench_live [--quick]\n", stderr);
    return 2;
  }
  const auto wire = take(shunt::bench::make_wire());
  const auto subject =
      take(Subject::load({.ingress = wire.ingress, .egress = wire.egress, .redirect_to = wire.egress}, 1));
  for (const auto& one : kCases) measure(one, wire, *subject, quick ? 3 : 11);
}
