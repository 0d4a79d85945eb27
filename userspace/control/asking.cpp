// SPDX-License-Identifier: Apache-2.0
#include "control/asking.h"

#include <utility>

namespace shunt::control {
namespace {

std::string& current() {
  static thread_local std::string by;
  return by;
}

}  // namespace

Asking::Asking(std::string by) : before_(std::exchange(current(), std::move(by))) {}

Asking::~Asking() { current() = std::move(before_); }

const std::string& Asking::by() { return current(); }

}  // namespace shunt::control
