// SPDX-License-Identifier: Apache-2.0
#include "control/capture_filter.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>

#include "control/reasons.h"
#include "dataplane/observe/action.h"

namespace shunt::control {
namespace {

using Kind = Refused::Kind;
using Services = std::vector<dataplane::Publisher::Service>;

constexpr std::uint32_t bit(dataplane::Action action) { return 1U << static_cast<std::uint32_t>(action); }

constexpr std::array kVerdicts{std::pair{std::string_view("forwarded"),
                                         bit(dataplane::Action::kTransmit) | bit(dataplane::Action::kRedirect)},
                               std::pair{std::string_view("dropped"), bit(dataplane::Action::kDrop)},
                               std::pair{std::string_view("passed"), bit(dataplane::Action::kPass)}};

std::optional<Refused> set_backend(const CaptureRequest& request, const Services& services,
                                   shunt_capture_filter& filter) {
  if (request.service.empty()) {
    if (!request.backend) return std::nullopt;
    return Refused{Kind::kInvalid, "a backend is one of a service: name that, too"};
  }
  const auto service = std::ranges::find_if(
      services, [&](const auto& published) { return published->config.name == request.service; });
  if (service == services.end())
    return Refused{Kind::kUnknown,
                   "there is no service " + request.service + "; `shunt status` lists those that there are"};
  filter.with_service = 1;
  filter.service = (*service)->id->first();
  if (!request.backend) return std::nullopt;
  const auto& backends = (*service)->backends;
  const auto backend = std::ranges::find(backends, *request.backend, &dataplane::PublishedBackend::address);
  if (backend == backends.end())
    return Refused{Kind::kUnknown, "service " + request.service + " has no backend " +
                                       request.backend->to_string() + "; `shunt status " + request.service +
                                       "` lists those that it has"};
  filter.backend = backend->stats->first();
  return std::nullopt;
}

void set_client(const net::IpPrefix& client, shunt_capture_filter& filter) {
  const auto bytes = client.without_host_bits().address().bytes();
  std::memcpy(filter.client.bytes, bytes.data(), bytes.size());
  filter.client_bits = static_cast<std::uint32_t>(client.mapped_length());
}

std::optional<Refused> set_words(const CaptureRequest& request, shunt_capture_filter& filter) {
  for (const auto& word : request.verdicts) {
    const auto found = std::ranges::find(kVerdicts, word, [](const auto& pair) { return pair.first; });
    if (found == kVerdicts.end())
      return Refused{Kind::kInvalid, "there is no verdict " + word + "; there are forwarded, dropped and passed"};
    filter.actions |= found->second;
  }
  for (const auto& word : request.reasons) {
    const auto* const found = std::ranges::find(kReasons, word, &Reason::name);
    if (found == kReasons.end())
      return Refused{Kind::kInvalid, "there is no reason " + word + "; `shunt stats` lists them"};
    filter.reasons |= std::uint64_t{1} << found->number;
  }
  return std::nullopt;
}

std::optional<Refused> set_numbers(const CaptureRequest& request, shunt_capture_filter& filter) {
  const auto wrong = [](const char* name, std::uint32_t most) {
    return Refused{Kind::kInvalid, std::string(name) + ": expected 1 to " + std::to_string(most)};
  };
  constexpr std::uint32_t kMostSample = 1'000'000'000;
  if (request.sample == 0 || request.sample > kMostSample) return wrong("sample", kMostSample);
  if (request.per_second == 0 || request.per_second > CaptureRequest::kMostPerSecond)
    return wrong("per_second", CaptureRequest::kMostPerSecond);
  if (request.bytes == 0 || request.bytes > CaptureRequest::kMostBytes)
    return wrong("bytes", CaptureRequest::kMostBytes);
  filter.sample = request.sample;
  filter.per_second = request.per_second;
  filter.bytes = request.bytes;
  filter.all = request.all ? 1 : 0;
  return std::nullopt;
}

}  // namespace

std::variant<shunt_capture_filter, Refused> capture_filter(const CaptureRequest& request,
                                                           const Services& services) {
  shunt_capture_filter filter{};
  if (auto refused = set_backend(request, services, filter)) return *std::move(refused);
  if (request.client) set_client(*request.client, filter);
  if (auto refused = set_words(request, filter)) return *std::move(refused);
  if (auto refused = set_numbers(request, filter)) return *std::move(refused);
  return filter;
}

}  // namespace shunt::control
