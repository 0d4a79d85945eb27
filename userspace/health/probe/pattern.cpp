// SPDX-License-Identifier: Apache-2.0
#include "health/probe/pattern.h"

#include <algorithm>

#include "health/text/text.h"

namespace shunt::health {
namespace {

/// What a chatty backend may cost before it is looked at less often.
constexpr std::size_t kFreeWork = std::size_t{2} << 20;

core::Result<Pattern> compile(const std::string& expression) {
  re2::RE2::Options options;
  options.set_encoding(re2::RE2::Options::EncodingLatin1);
  options.set_max_mem(Patterns::kMaxMemory);
  options.set_log_errors(false);
  auto pattern = std::make_shared<const re2::RE2>(expression, options);
  if (!pattern->ok()) return core::Error("expect: " + printable(pattern->error()));
  return Pattern(std::move(pattern));
}

}  // namespace

core::Result<Pattern> Patterns::get(const std::string& expression) {
  if (expression.empty()) return Pattern();
  if (const auto known = compiled_.find(expression); known != compiled_.end()) return known->second;
  if (compiled_.size() >= kMax) compiled_.clear();
  return compiled_.emplace(expression, compile(expression)).first->second;
}

bool holds(const re2::RE2& pattern, std::string_view bytes) {
  return pattern.Match({bytes.data(), bytes.size()}, 0, bytes.size(), re2::RE2::UNANCHORED, nullptr, 0);
}

void Search::add(std::string_view bytes) {
  while (!bytes.empty() && left_ > 0 && !found_) {
    if (window_.size() == kWindow) slide();
    const std::size_t taken = std::min({bytes.size(), left_, kWindow - window_.size()});
    if (window_.size() + taken > kWindow / 4) window_.reserve(kWindow);
    window_.append(bytes.substr(0, taken));
    bytes.remove_prefix(taken);
    left_ -= taken;
  }
}

void Search::slide() {
  if (look(At::kMiddle)) return;
  window_.erase(0, kWindow / 2);
  looked_at_ = window_.size();
  slid_ = true;
}

bool Search::look(At at) {
  if (found_) return true;
  const std::size_t first = slid_ ? 1 : 0;
  const std::size_t last = at == At::kMiddle && !window_.empty() ? window_.size() - 1 : window_.size();
  work_ += window_.size();
  looked_at_ = window_.size();
  if (first > last) return false;
  found_ = pattern_->Match({window_.data(), window_.size()}, first, last, re2::RE2::UNANCHORED, nullptr, 0);
  return found_;
}

bool Search::found(At at) {
  const bool dear = work_ > kFreeWork && window_.size() < looked_at_ + kWindow / 8;
  if (at != At::kEnd && dear) return found_;
  return look(at);
}

}  // namespace shunt::health
