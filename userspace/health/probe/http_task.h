// SPDX-License-Identifier: Apache-2.0
// One HTTP request over a connection, plain or within TLS.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "health/probe/http_answer.h"
#include "health/probe/stream_task.h"

namespace shunt::health {

class HttpTask : public StreamTask {
 public:
  using StreamTask::StreamTask;

 protected:
  void begin() override;
  void connected() override;
  void proceed() override;
  Finding late_answer() override;

  [[nodiscard]] virtual std::uint16_t default_port() const { return 80; }
  /// As StreamTask's send() and receive(); EAGAIN: waiting_for() is what it takes.
  virtual int put(std::string_view& bytes) { return send(bytes); }
  virtual Received get() { return receive(); }
  [[nodiscard]] virtual For waiting_for(For usually) const { return usually; }
  [[nodiscard]] virtual Finding broken(int error) const {
    return finding_of_errno("HTTP", error, Teller::kNetwork);
  }

  /// Sends the request, then reads.
  void exchange();

 private:
  void read_answer();

  std::optional<HttpAnswer> answer_;
  std::string request_;
  std::string_view to_send_;
};

}  // namespace shunt::health
