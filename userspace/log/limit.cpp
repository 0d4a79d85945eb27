// SPDX-License-Identifier: Apache-2.0
#include "log/limit.h"

#include <algorithm>

namespace shunt::log {
namespace {

std::string subject_of(const Of& of) { return of.service + '\n' + of.backend + '\n' + of.interface; }

// Of these the log has each one: who changed what, and what explains gaps.
bool is_exempt(Event event) {
  return event == Event::kAudit || event == Event::kLogSuppressed || event == Event::kLogLost;
}

}  // namespace

void Limit::Bucket::fill(const Rate& rate, Time now) {
  const std::chrono::duration<double> passed = now - filled, period = rate.period;
  tokens = std::min(static_cast<double>(rate.burst), tokens + passed / period);
  filled = now;
}

bool Limit::admit(const Entry& entry, Time now) {
  if (is_exempt(entry.event)) return true;
  auto& all = events_.try_emplace(entry.event, Bucket{.tokens = kOfEvent.burst, .filled = now}).first->second;
  all.fill(kOfEvent, now);
  Key key{entry.event, subject_of(entry.of)};
  auto known = subjects_.find(key);
  if (known == subjects_.end() && subjects_.size() < kMaxSubjects)
    known =
        subjects_.emplace(std::move(key), Bucket{.tokens = kOfSubject.burst, .filled = now, .of = entry.of}).first;
  Bucket* const one = known == subjects_.end() ? nullptr : &known->second;
  if (one != nullptr) one->fill(kOfSubject, now);
  if (all.tokens < 1 || (one != nullptr && one->tokens < 1)) {
    ++(one != nullptr ? *one : all).suppressed;
    return false;
  }
  all.tokens -= 1;
  if (one != nullptr) one->tokens -= 1;
  return true;
}

std::vector<Limit::Suppressed> Limit::take_suppressed(Time now) {
  std::vector<Suppressed> told;
  const auto look = [&](Event event, Bucket& bucket, const Rate& rate) {
    bucket.fill(rate, now);
    if (bucket.suppressed == 0 || bucket.tokens < 1) return;
    told.push_back({event, bucket.of, bucket.suppressed});
    bucket.suppressed = 0;
    bucket.tokens -= 1;
  };
  for (auto& [event, bucket] : events_) look(event, bucket, kOfEvent);
  for (auto& [key, bucket] : subjects_) look(key.first, bucket, kOfSubject);
  std::erase_if(subjects_, [](const auto& subject) {
    return subject.second.suppressed == 0 && subject.second.tokens >= kOfSubject.burst;
  });
  return told;
}

}  // namespace shunt::log
