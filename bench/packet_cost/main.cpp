// SPDX-License-Identifier: Apache-2.0
// Cost of a packet in the forwarding program, beside a program that returns XDP_TX at once. bench/README.md has
// the method. One JSON object a line; status 1 if a round was not counted as it must be.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "measure.h"
#include "packet_cost/frames.h"
#include "packet_cost/rearm.h"
#include "packet_cost/subject.h"

namespace {

using shunt::bench::Case;
using shunt::bench::fail;
using shunt::bench::median;
using shunt::bench::Rearm;
using shunt::bench::Subject;

// BPF_PROG_TEST_RUN lets packets come in by lo, which is interface 1 everywhere. Nothing is sent, so that a
// redirection may name lo too.
constexpr shunt::bench::Ports kPorts{.ingress = 1, .egress = 2, .redirect_to = 1};

constexpr std::uint32_t kBlock = 100'000;  ///< rounds before the next program takes its turn
constexpr std::array<std::uint32_t, 3> kFlows{1, 131'072, 1'048'576};

struct Options {
  std::uint32_t runs = 11;
  std::uint32_t blocks = 10;  ///< of a run: 1,000,000 rounds
  std::string_view filter;
  bool captures = false;  ///< instead of the cases
};

/// Nanoseconds a round.
struct Sample {
  double bare = 0;     ///< XDP_TX at once, alone
  double wrapped = 0;  ///< the same behind the wrapper
  double subject = 0;  ///< the program under test behind the wrapper
  [[nodiscard]] double net() const { return subject - wrapped; }
  [[nodiscard]] double ratio() const { return (net() + bare) / bare; }
};

double checked(double nanoseconds) {
  if (nanoseconds < 0) fail("BPF_PROG_TEST_RUN failed");
  return nanoseconds;
}

/// One run: the three programs in turn, block by block, so that drift of the machine is shared by all.
Sample measure(const Rearm& rearm, const Subject& subject, std::uint32_t blocks, Sample& least) {
  Sample sum;
  for (std::uint32_t block = 0; block < blocks; ++block) {
    const Sample one{.bare = checked(rearm.run_alone(rearm.trivial_fd(), kBlock)),
                     .wrapped = checked(rearm.run_wrapped(rearm.trivial_fd(), kBlock)),
                     .subject = checked(rearm.run_wrapped(subject.program_fd(), kBlock))};
    sum = {sum.bare + one.bare / blocks, sum.wrapped + one.wrapped / blocks, sum.subject + one.subject / blocks};
    least = {std::min(least.bare, one.bare), std::min(least.wrapped, one.wrapped),
             std::min(least.subject, one.subject)};
  }
  return sum;
}

struct Result {
  double bare = 0;
  double net = 0;
  double ratio = 0;
  double least_ratio = 0;  ///< of the least of all blocks: what a quiet machine would show
};

Result measure_runs(const Case& subject_case, Subject& subject, const Options& options, std::uint32_t flows,
                    bool always_move_head) {
  const auto frame = shunt::bench::make_frame(subject_case);
  auto rearm = Rearm::load({.frame = frame,
                            .ipv6 = subject_case.inner == shunt::net::Family::kIpv6,
                            .flows = flows,
                            .always_move_head = always_move_head});
  if (!rearm) fail(rearm.error().message());
  subject.settle(subject_case, [&] { checked((*rearm)->run_wrapped(subject.program_fd(), flows)); });
  std::vector<double> bare, net, ratio;
  Sample least{1e9, 1e9, 1e9};
  const auto before = subject.counts();
  for (std::uint32_t run = 0; run < options.runs; ++run) {
    const Sample sample = measure(**rearm, subject, options.blocks, least);
    bare.push_back(sample.bare);
    net.push_back(sample.net());
    ratio.push_back(sample.ratio());
  }
  const auto rounds = std::uint64_t{options.runs} * options.blocks * kBlock;
  if (auto proof = Subject::prove(subject_case, before, subject.counts(), rounds); !proof)
    fail(proof.error().message());
  return {.bare = median(bare), .net = median(net), .ratio = median(ratio), .least_ratio = least.ratio()};
}

/// With a flow table that has room for them.
Subject& subject_for(std::uint32_t flows) {
  static std::map<bool, std::unique_ptr<Subject>> loaded;
  auto& subject = loaded[flows > kFlows[1]];
  if (!subject) {
    auto made = Subject::load(kPorts, flows);
    if (!made) fail(made.error().message());
    subject = *std::move(made);
  }
  return *subject;
}

void measure_case(const Case& subject_case, const Options& options) {
  for (const auto flows : kFlows) {
    Subject& subject = subject_for(flows);
    if (auto taken = subject.take(subject_case); !taken) fail(taken.error().message());
    const Result result = measure_runs(subject_case, subject, options, flows, true);
    std::printf(
        "{\"bench\":\"packet_cost\",\"case\":\"%s\",\"flows\":%u,\"bare_ns\":%.1f,\"net_ns\":%.1f,\"ratio\":%.2f,"
        "\"least_ratio\":%.2f",
        subject_case.name, flows, result.bare, result.net, result.ratio, result.least_ratio);
    if (subject_case.target > 0) std::printf(",\"target\":%.2f", subject_case.target);
    if (subject_case.target > 0 && flows == 1) {
      const Result other = measure_runs(subject_case, subject, options, flows, false);
      std::printf(",\"net_ns_head_moved_if_needed\":%.1f,\"ratio_head_moved_if_needed\":%.2f", other.net,
                  other.ratio);
    }
    std::puts("}");
    std::fflush(stdout);
  }
}

/// What packets pay while `shunt capture` runs. Nobody reads what is captured: 1,000 packets a second, the
/// default, fill the ring buffer within seconds, and a packet that finds no room in it was copied all the same.
void measure_captures(const Options& options) {
  shunt_capture_filter all{};
  all.sample = 1;
  all.per_second = 1000;
  all.bytes = SHUNT_CAPTURE_HEADERS;
  auto nobody = all;
  nobody.client.bytes[0] = 0xfe;
  nobody.client_bits = 8;
  auto every = all;
  every.per_second = ~0U;
  const std::array<std::pair<const char*, std::optional<shunt_capture_filter>>, 4> ways{{
      {"no capture", std::nullopt},
      {"a capture that no packet is for", nobody},
      {"a capture of all, 1,000 a second", all},
      {"a capture of all, without a limit", every},
  }};
  const auto& one = shunt::bench::cases()[0];
  for (const auto flows : {kFlows[0], kFlows[1]})
    for (const auto& [name, filter] : ways) {
      Subject& subject = subject_for(flows);
      if (auto taken = subject.take(one); !taken) fail(taken.error().message());
      if (auto captures = subject.capture(filter); !captures) fail(captures.error().message());
      const Result result = measure_runs(one, subject, options, flows, true);
      std::printf(
          "{\"bench\":\"capture_cost\",\"case\":\"%s: %s\",\"flows\":%u,\"bare_ns\":%.1f,\"net_ns\":%.1f,"
          "\"ratio\":%.2f,\"least_ratio\":%.2f}\n",
          one.name, name, flows, result.bare, result.net, result.ratio, result.least_ratio);
      std::fflush(stdout);
    }
}

Options read_options(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string_view argument = arguments[i];
    if (argument == "--quick") {
      options.runs = 3;
      options.blocks = 2;
    } else if (argument == "--captures") {
      options.captures = true;
    } else if (argument == "--only" && i + 1 < count) {
      options.filter = arguments[++i];
    } else {
      std::fputs("usage: bench_packet_cost [--quick] [--captures | --only PART_OF_A_CASE_NAME]\n", stderr);
      std::exit(2);
    }
  }
  return options;
}

}  // namespace

int main(int count, char** arguments) {
  const Options options = read_options(count, arguments);
  if (options.captures) {
    measure_captures(options);
    return 0;
  }
  for (const auto& one : shunt::bench::cases()) {
    if (std::string_view(one.name).find(options.filter) == std::string_view::npos) continue;
    measure_case(one, options);
  }
}
