// SPDX-License-Identifier: Apache-2.0
#include "control/capture.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <utility>

#include "control/capture_filter.h"
#include "control/reasons.h"
#include "core/version.h"
#include "packet/pcapng.h"

namespace shunt::control {
namespace {

using namespace std::chrono_literals;

constexpr auto kTick = 1s;
// Longer than a tick, so that a busy loop makes no holes; short, so that nobody pays for a controller that was
// killed.
constexpr auto kKeepOn = 3s;
// What else waits on the loop does not notice.
constexpr std::size_t kPacketsAtOnce = 256;

std::string_view verdict_text(std::uint32_t action) {
  constexpr std::array<std::string_view, 5> kByAction{"aborted", "dropped", "passed to this host", "sent back",
                                                      "sent on"};
  return kByAction.at(std::min<std::size_t>(action, kByAction.size() - 1));
}

std::chrono::system_clock::time_point zero_of_monotonic() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return std::chrono::system_clock::now() - std::chrono::seconds(now.tv_sec) -
         std::chrono::nanoseconds(now.tv_nsec);
}

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

Capture::Capture(boost::asio::io_context& loop, Interfaces& interfaces, Names names, const CaptureRequest& request,
                 std::uint64_t id)
    : interfaces_(interfaces),
      names_(std::move(names)),
      request_(request),
      report_{.id = id, .warnings = {}},
      packets_(loop),
      timer_(loop),
      monotonic_zero_(zero_of_monotonic()),
      blocks_(packet::section_header("shunt " + std::string(core::version()))) {}

std::variant<std::unique_ptr<Capture>, Refused> Capture::begin(boost::asio::io_context& loop,
                                                               const dataplane::Forwarder& forwarder,
                                                               Interfaces& interfaces, Names names,
                                                               const CaptureRequest& request, std::uint64_t id) {
  std::unique_ptr<Capture> capture(new Capture(loop, interfaces, std::move(names), request, id));
  if (auto refused = capture->start(forwarder)) return *std::move(refused);
  return capture;
}

Capture::~Capture() { end(); }

std::optional<Refused> Capture::start(const dataplane::Forwarder& forwarder) {
  const auto filter = capture_filter(request_, names_.services());
  if (const auto* refused = std::get_if<Refused>(&filter)) return *refused;
  auto program = dataplane::CaptureProgram::load(
      forwarder, std::get<shunt_capture_filter>(filter),
      [this](const shunt_captured& head, std::span<const std::byte> bytes) { add(head, bytes); });
  if (!program) return Refused{Refused::Kind::kConflict, program.error().message()};
  program_ = *std::move(program);
  report_.running = true;
  report_.warnings = interfaces_.run(program_->program(), "capturing");
  packets_.assign(program_->events_fd());
  program_->keep_on(kKeepOn);
  taken_at_ = std::chrono::steady_clock::now();  // only now does anybody know of it: loading may have taken long
  wait_for_packets();
  tick();
  return std::nullopt;
}

void Capture::end() {
  if (!std::exchange(report_.running, false)) return;
  program_->keep_on(0ns);
  while (program_->read(kPacketsAtOnce)) {
  }
  report_ = report();
  static_cast<void>(packets_.release());  // the descriptor is the program's
  timer_.cancel();
  const auto now = std::chrono::system_clock::now();
  for (const auto& [ifindex, number] : numbers_)
    blocks_ += packet::statistics_block(number, now, report_.matched, report_.lost);
  std::ranges::copy(interfaces_.run_forwarder(), std::back_inserter(report_.warnings));
  program_.reset();
}

CaptureReport Capture::report() const {
  auto report = report_;
  if (program_ == nullptr) return report;
  const auto stats = program_->stats();
  report.matched = stats.matched;
  report.sampled_out = stats.sampled_out;
  report.limited = stats.limited;
  report.lost = stats.lost + crowded_out_;
  return report;
}

std::string Capture::take() {
  taken_at_ = std::chrono::steady_clock::now();
  return std::exchange(blocks_, {});
}

void Capture::wait_for_packets() {
  packets_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                      [this](const boost::system::error_code& error) {
                        if (error || !report_.running) return;
                        program_->read(kPacketsAtOnce);  // readable still, if there are more
                        if (request_.count != 0 && report_.captured >= request_.count) return end();
                        wait_for_packets();
                      });
}

void Capture::tick() {
  if (std::chrono::steady_clock::now() - taken_at_ > kPatience) {
    report_.warnings.emplace_back("nobody took its packets any more");
    return end();
  }
  program_->keep_on(kKeepOn);
  timer_.expires_after(kTick);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error && report_.running) tick();
  });
}

std::uint32_t Capture::interface_number(unsigned ifindex) {
  const auto [known, is_new] = numbers_.emplace(ifindex, static_cast<std::uint32_t>(numbers_.size()));
  if (is_new) blocks_ += packet::interface_block(names_.interface(ifindex), request_.bytes);
  return known->second;
}

std::string Capture::comment(const shunt_captured& head) const {
  std::string text(verdict_text(head.action));
  if (head.egress != 0) text += ", by " + names_.interface(head.egress);
  if (const auto* reason = reason_of(head.reason))
    text += "; " + std::string(reason->name) + ": " + std::string(reason->text);
  if ((head.steps & SHUNT_TRACE_SERVICE) == 0) return text;
  for (const auto& service : names_.services()) {
    if (service->id->first() != head.service) continue;
    text += "; service " + service->config.name;
    for (const auto& backend : service->backends)
      if (backend.stats->first() == head.backend) text += "; backend " + backend.address.to_string();
  }
  return text + "; CPU " + std::to_string(head.cpu);
}

void Capture::add(const shunt_captured& head, std::span<const std::byte> bytes) {
  if (blocks_.size() > kMostBytes || (request_.count != 0 && report_.captured >= request_.count)) {
    crowded_out_ += request_.count == 0 ? 1 : 0;
    return;
  }
  ++report_.captured;
  const auto comment = this->comment(head);
  packet::PacketBlock packet{
      .interface = interface_number(head.ingress),
      .at = monotonic_zero_ +
            std::chrono::duration_cast<std::chrono::system_clock::duration>(std::chrono::nanoseconds(head.at)),
      .length = head.length,
      .bytes = text_of(bytes.first(head.kept)),
      .outbound = false,
      .verdict = head.action,
      .queue = head.queue,
      .id = report_.captured,
      .comment = comment,
  };
  blocks_ += packet_block(packet);
  if (head.left == 0) return;
  packet.outbound = true;
  packet.length = head.length_left;
  packet.bytes = text_of(bytes.subspan(head.kept, head.left));
  if (head.egress != 0) packet.interface = interface_number(head.egress);
  blocks_ += packet_block(packet);
}

}  // namespace shunt::control
