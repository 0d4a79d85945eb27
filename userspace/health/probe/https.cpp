// SPDX-License-Identifier: Apache-2.0
// https: http within TLS.
#include <cerrno>
#include <new>

#include "health/probe/http_task.h"
#include "health/probe/tasks.h"
#include "health/probe/tls_session.h"

namespace shunt::health {
namespace {

class HttpsTask final : public HttpTask {
 public:
  using HttpTask::HttpTask;

 private:
  using Step = TlsSession::Step;

  void begin() override {
    auto self = std::static_pointer_cast<HttpsTask>(shared_from_this());
    shared().tls.get(check().tls, [self](const core::Result<TlsContext>& context) {
      self->guarded([&] { self->begin_with(context); });
    });
  }

  void begin_with(const core::Result<TlsContext>& context) {
    if (!context) return unable(context.error().message());
    context_ = *context;
    HttpTask::begin();
  }

  [[nodiscard]] std::uint16_t default_port() const override { return 443; }

  void connected() override {
    session_.emplace(context_, fd(), check(), destination().address);
    proceed();
  }

  void proceed() override {
    if (shaken_) return exchange();
    const Step step = session_->handshake();
    if (step == Step::kRead || step == Step::kWrite) return wait(step == Step::kRead ? For::kRead : For::kWrite);
    if (step != Step::kDone) return end(session_->failure());
    shaken_ = true;
    exchange();
  }

  int put(std::string_view& bytes) override { return error_of(session_->write(bytes)); }

  Received get() override {
    auto& scratch = shared().scratch;
    std::size_t size = 0;
    const Step step = session_->read(scratch.data(), kPortion, size);
    if (step == Step::kEnd) return {};
    return {.bytes = {scratch.data(), size}, .error = error_of(step)};
  }

  int error_of(Step step) {
    waiting_for_ = step == Step::kWrite ? For::kWrite : For::kRead;
    if (step == Step::kDone) return 0;
    return step == Step::kRead || step == Step::kWrite ? EAGAIN : EPROTO;
  }

  [[nodiscard]] For waiting_for(For) const override { return waiting_for_; }
  [[nodiscard]] Finding broken(int) const override { return session_->failure(); }

  Finding late_answer() override {
    if (!shaken_) return {Verdict::kFailed, "TLS: " + no_answer()};
    return HttpTask::late_answer();
  }

  TlsContext context_;
  std::optional<TlsSession> session_;
  For waiting_for_ = For::kRead;
  bool shaken_ = false;
};

}  // namespace

TaskPointer make_https_task(Shared& shared, const model::Check& check, const Destination& destination,
                            OnOutcome on_outcome) {
  return std::make_shared<HttpsTask>(shared, check, destination, std::move(on_outcome));
}

}  // namespace shunt::health
