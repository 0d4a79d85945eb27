// SPDX-License-Identifier: Apache-2.0
#include "history/history.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace shunt::history {
namespace {

constexpr std::array kOfService{Measure::kPackets, Measure::kBytes, Measure::kDrops, Measure::kNewFlows,
                                Measure::kFlows};
constexpr std::array kOfBackend{Measure::kPackets, Measure::kBytes, Measure::kNewFlows, Measure::kFlows};
constexpr std::array kOfInterface{Measure::kPackets, Measure::kBytes, Measure::kDrops};
constexpr std::array kPacketsOnly{Measure::kPackets};

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

double seconds_between(History::Steady from, History::Steady to) {
  return std::chrono::duration<double>(to - from).count();
}

Series series_of(Kind kind, std::string name, const Track& track, std::uint32_t tick) {
  Series series{.kind = kind, .name = std::move(name), .points = {}};
  for (const auto measure : track.measures()) series.points.push_back({measure, track.points(measure, tick)});
  return series;
}

/// In the order of their names; numbers in that of numbers.
template <typename Tracks>
void add_all(View& view, Kind kind, const Tracks& tracks, std::uint32_t tick) {
  const auto begin = static_cast<std::ptrdiff_t>(view.series.size());
  for (const auto& [name, track] : tracks) view.series.push_back(series_of(kind, name, track, tick));
  std::sort(view.series.begin() + begin, view.series.end(), [](const Series& a, const Series& b) {
    return std::pair(a.kind == Kind::kCpu ? a.name.size() : 0, a.name) <
           std::pair(b.kind == Kind::kCpu ? b.name.size() : 0, b.name);
  });
}

}  // namespace

History::History() : all_(kOfService, kPoints) {}

// A tick belongs to the interval in which it comes: seconds late, it is the same one. One that comes twice as late
// or more tells what became of several intervals together, and so nothing of any of them.
void History::begin(Steady now, Wall wall) {
  if (!begun_) started_ = now - kInterval;
  const auto before = tick_;
  const auto number = (now - started_) / kInterval;
  tick_ = std::max(tick_ + 1, static_cast<std::uint32_t>(number));
  next_ = started_ + (tick_ + 1) * kInterval;
  seconds_ = begun_ && tick_ == before + 1 ? std::optional(seconds_between(at_, now)) : std::nullopt;
  at_ = now;
  wall_ = wall;
  const auto coarse = tick_ / kBackendTicks + 1;
  backends_are_due_ = !begun_ || coarse > backend_tick_;
  if (backends_are_due_) {
    const bool next = begun_ && coarse == backend_tick_ + 1;
    backend_seconds_ = next ? std::optional(seconds_between(backends_at_, now)) : std::nullopt;
    backends_at_ = now;
    backends_wall_ = wall;
    backend_tick_ = coarse;
  }
  begun_ = true;
  backend_count_ = 0;
  sum_.fill(kUnknown);
}

void History::service(std::string_view name, const Values& values) {
  auto found = services_.find(std::string(name));
  if (found == services_.end()) {
    const std::size_t points = services_.size() < kMaxServices ? kPoints : 0;
    found = services_.emplace(std::string(name), Service(Track(kOfService, points))).first;
  }
  current_ = &found->second;
  current_->next_backend = 0;
  add_to_all(current_->track.note(tick_, values, seconds_));
}

void History::backend(const net::IpAddress& address, const Values& values) {
  if (!backends_are_due_ || ++backend_count_ > kMaxBackends) return;
  auto& backends = current_->backends;
  auto found = backends.begin() + static_cast<std::ptrdiff_t>(current_->next_backend);
  if (found == backends.end() || found->address != address)
    found = std::ranges::find(backends, address, &Backend::address);
  if (found == backends.end())
    found = backends.insert(backends.end(), Backend{address, Track(kOfBackend, kBackendPoints)});
  current_->next_backend = static_cast<std::size_t>(found - backends.begin()) + 1;
  found->track.note(backend_tick_, values, backend_seconds_);
}

void History::interface(std::string_view name, const Values& values) {
  note(interfaces_, name, kOfInterface, values);
}

void History::cpu(std::uint32_t number, const Values& values) {
  note(cpus_, std::to_string(number), kPacketsOnly, values);
}

void History::reason(std::string_view name, const Values& values) { note(reasons_, name, kPacketsOnly, values); }

void History::note(Tracks& tracks, std::string_view name, std::span<const Measure> measures,
                   const Values& values) {
  auto found = tracks.find(std::string(name));
  if (found == tracks.end()) found = tracks.emplace(std::string(name), Track(measures, kPoints)).first;
  found->second.note(tick_, values, seconds_);
}

void History::end() {
  all_.note(tick_, sum_);
  forget_services();
  for (auto* tracks : {&interfaces_, &cpus_, &reasons_}) forget(*tracks);
  current_ = nullptr;
}

// What is not known of one service does not hide what is known of the others.
void History::add_to_all(const Rates& rates) {
  for (std::size_t i = 0; i < kMeasures; ++i)
    if (!std::isnan(rates[i])) sum_[i] = std::isnan(sum_[i]) ? rates[i] : sum_[i] + rates[i];
}

void History::forget(Tracks& tracks) const {
  std::erase_if(tracks, [this](const auto& entry) { return entry.second.noted() != tick_; });
}

void History::forget_services() {
  std::erase_if(services_, [this](const auto& entry) { return entry.second.track.noted() != tick_; });
  if (!backends_are_due_) return;
  for (auto& [name, service] : services_)
    std::erase_if(service.backends,
                  [this](const Backend& backend) { return backend.track.noted() != backend_tick_; });
}

std::optional<View> History::view(const Query& query) const {
  if (!query.service) return query.every_service ? minutes() : overview();
  const auto service = services_.find(*query.service);
  if (service == services_.end() || !service->second.track.keeps_points()) return std::nullopt;
  if (!query.backend)
    return View{wall_, kInterval, {series_of(Kind::kService, *query.service, service->second.track, tick_)}};
  const auto& backends = service->second.backends;
  const auto backend = std::ranges::find(backends, *query.backend, &Backend::address);
  if (backend == backends.end()) return std::nullopt;
  return View{backends_wall_,
              kInterval * kBackendTicks,
              {series_of(Kind::kBackend, query.backend->to_string(), backend->track, backend_tick_)}};
}

View History::overview() const {
  View view{wall_, kInterval, {}};
  if (!begun_) return view;
  view.series.push_back(series_of(Kind::kAll, "", all_, tick_));
  add_all(view, Kind::kInterface, interfaces_, tick_);
  add_all(view, Kind::kCpu, cpus_, tick_);
  add_all(view, Kind::kReason, reasons_, tick_);
  return view;
}

View History::minutes() const {
  View view{wall_, kInterval * kMinuteTicks, {}};
  for (const auto& [name, service] : services_) {
    auto points = service.track.points(Measure::kPackets, tick_);
    if (points.empty()) continue;
    view.series.push_back({Kind::kService, name, {{Measure::kPackets, means(points, kMinuteTicks)}}});
  }
  std::ranges::sort(view.series, {}, &Series::name);
  return view;
}

std::size_t History::bytes() const {
  std::size_t bytes = sizeof(History) + all_.bytes();
  for (const auto& [name, service] : services_) {
    bytes += sizeof(Service) + name.size() + service.track.bytes();
    for (const auto& backend : service.backends) bytes += sizeof(net::IpAddress) + backend.track.bytes();
  }
  for (const auto* tracks : {&interfaces_, &cpus_, &reasons_})
    for (const auto& [name, track] : *tracks) bytes += name.size() + track.bytes();
  return bytes;
}

}  // namespace shunt::history
