// SPDX-License-Identifier: Apache-2.0
#include "web/audit.h"
#include "web/connection.h"
#include "web/host.h"

namespace shunt::web {
namespace {

namespace http = boost::beast::http;
using metrics::ApiRefusal;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

Response with_retry_after(Response response, std::chrono::seconds time) {
  response.fields.emplace_back("Retry-After", std::to_string(time.count()));
  return response;
}

/// Status 401; a browser asks its user then.
Response ask_for_credentials(const Gate& gate, std::string detail) {
  Response response = refuse(401, std::move(detail));
  if (gate.knows_passwords())
    response.fields.emplace_back("WWW-Authenticate", "Basic realm=\"Shunt\", charset=\"UTF-8\"");
  if (gate.knows_tokens()) response.fields.emplace_back("WWW-Authenticate", "Bearer realm=\"Shunt\"");
  return response;
}

}  // namespace

void Connection::refuse_with(ApiRefusal reason, Response response) {
  site_->counts.add(reason);
  write(std::move(response), keep_alive_);
}

/// Who may not ask is told before anything is made for him.
void Connection::on_request() {
  const auto& request = parser_->get();
  keep_alive_ = request.keep_alive();
  head_only_ = request.method() == http::verb::head;
  ++site_->counts.requests;
  phase_ = Phase::kChecking;
  const auto hosts = request.count(http::field::host);
  if (hosts > 1 || (hosts == 0 && request.version() >= 11) || !is_host(view(request[http::field::host]))) {
    refuse_with(ApiRefusal::kMalformed,
                refuse(400, "expected one Host field, with the name or address of a host"));
  } else if (site_->only_loopback_hosts && !is_loopback_host(view(request[http::field::host]))) {
    refuse_with(ApiRefusal::kHost,
                refuse(403, "the Host field names another machine; ask for localhost", "foreign-host"));
  } else if (!site_->gate || !client_) {
    answer();
  } else {
    site_->gate->check(view(request[http::field::authorization]), *client_,
                       [self = shared_from_this()](const Gate::Answer& verdict) {
                         if (!self->closed_) self->on_checked(verdict);
                       });
  }
}

void Connection::on_checked(const Gate::Answer& verdict) {
  switch (verdict.verdict) {
    case Gate::Verdict::kAllowed: return answer();
    case Gate::Verdict::kNone:
      return refuse_with(ApiRefusal::kNoCredentials,
                         ask_for_credentials(*site_->gate, "a name and a password, or a token, are needed"));
    case Gate::Verdict::kWrong:
      return refuse_with(
          ApiRefusal::kCredentials,
          ask_for_credentials(*site_->gate, "the name and the password, or the token, are not known here"));
    case Gate::Verdict::kSlowed:
      return refuse_with(
          ApiRefusal::kSlowed,
          with_retry_after(refuse(429, "too many wrong passwords from this address; wait before the next"),
                           verdict.retry_after));
    case Gate::Verdict::kBusy:
      return refuse_with(
          ApiRefusal::kBusy,
          with_retry_after(refuse(503, "too many passwords to look at; ask again"), verdict.retry_after));
  }
}

void Connection::answer() {
  if (!site_->turns) return make_answer();
  site_->turns->take([self = shared_from_this()] {
    if (!self->closed_) self->make_answer();
  });
}

void Connection::make_answer() {
  if (site_->held && site_->held->is_full())
    return refuse_with(ApiRefusal::kBusy,
                       with_retry_after(refuse(503, "other clients have not taken their answers yet; ask again"),
                                        std::chrono::seconds(1)));
  const auto& request = parser_->get();
  const Request asked{.method = view(request.method_string()),
                      .target = view(request.target()),
                      .body = request.body(),
                      .accept = view(request[http::field::accept]),
                      .accept_encoding = view(request[http::field::accept_encoding]),
                      .if_none_match = view(request[http::field::if_none_match]),
                      .counts = &site_->counts};
  write(audited(stream_.socket().native_handle(), site_->access, asked,
                [&] { return respond(site_->api, asked, site_->access); }),
        keep_alive_);
}

}  // namespace shunt::web
