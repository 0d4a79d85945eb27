// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>

#include <optional>

#include "dataplane/attach/attach.h"
#include "support/wire/veth_pair.h"

namespace shunt::dataplane {

/// A cable whose near end is attached to; skipped without root.
class AttachTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!wire::enter_own_namespace()) GTEST_SKIP() << "needs root for a network namespace";
    cable_.emplace("att");
  }

  [[nodiscard]] AttachRequest near_end(model::AttachMode mode = model::AttachMode::kAuto) const {
    return {.ifindex = cable_->near_index(), .mode = mode};
  }

  void send(packet::View frame, unsigned times) const {
    for (unsigned sent = 0; sent < times; ++sent) cable_->send(frame);
  }

  std::optional<wire::VethPair> cable_;
};

/// What is wrong with a result, for EXPECT_TRUE(result) << why(result).
template <typename T>
std::string why(const core::Result<T>& result) {
  return result ? "" : result.error().message();
}

}  // namespace shunt::dataplane
