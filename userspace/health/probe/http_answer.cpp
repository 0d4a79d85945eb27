// SPDX-License-Identifier: Apache-2.0
#include "health/probe/http_answer.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>

namespace shunt::health {
namespace {

namespace http = boost::beast::http;

constexpr unsigned kMaxInterim = 16;

bool allowed(const model::HttpRequest& request, unsigned status) {
  return std::any_of(request.statuses.begin(), request.statuses.end(), [&](const model::StatusRange& range) {
    return range.first <= status && status <= range.last;
  });
}

std::string wrong_status(const model::HttpRequest& request, unsigned status) {
  std::string text = "HTTP " + std::to_string(status) + ", expected ";
  constexpr std::size_t kShown = 4;
  for (std::size_t i = 0; i < std::min(request.statuses.size(), kShown); ++i)
    text += (i == 0 ? "" : ", ") + model::to_string(request.statuses[i]);
  return request.statuses.size() > kShown ? text + ", ..." : text;
}

Finding failed(std::string reason) { return {Verdict::kFailed, std::move(reason)}; }

Finding too_much_header() { return failed("HTTP: more than 64 KiB of headers"); }

Finding malformed(const boost::beast::error_code& error) {
  if (error == http::error::header_limit) return too_much_header();
  if (error == http::error::bad_chunk || error == http::error::bad_chunk_extension)
    return failed("HTTP: the body's chunks are malformed");
  return failed("HTTP: the answer is no HTTP");
}

Finding without_pattern() { return failed("HTTP: the body does not hold the pattern"); }

}  // namespace

AnswerParser::AnswerParser() {
  header_limit(HttpAnswer::kMaxHeader);
  body_limit(boost::none);
}

std::size_t AnswerParser::on_body_impl(Text body, Error&) {
  if (search != nullptr) search->add({body.data(), body.size()});
  return body.size();
}

std::size_t AnswerParser::on_chunk_body_impl(std::uint64_t, Text body, Error&) {
  if (search != nullptr) search->add({body.data(), body.size()});
  return body.size();
}

HttpAnswer::HttpAnswer(const model::HttpRequest& request, Pattern expect) : request_(request) {
  if (expect) search_.emplace(std::move(expect), kMaxBody);
  begin_answer();
}

void HttpAnswer::begin_answer() {
  parser_.emplace();
  if (search_) parser_->search = &*search_;
  parser_->skip(request_.method == "HEAD");
}

std::optional<Finding> HttpAnswer::feed(std::string_view bytes) {
  any_ = any_ || !bytes.empty();
  if (waiting_.empty()) {
    if (auto finding = parse(bytes)) return finding;
    waiting_ = bytes;
  } else {
    // No growing by halves beyond what is allowed.
    if (waiting_.size() + bytes.size() > kMaxHeader / 4) waiting_.reserve(waiting_.size() + bytes.size());
    waiting_ += bytes;
    bytes = waiting_;
    if (auto finding = parse(bytes)) return finding;
    waiting_.erase(0, waiting_.size() - bytes.size());
  }
  if (header_bytes_ + waiting_.size() > kMaxHeader) return too_much_header();
  return std::nullopt;
}

std::optional<Finding> HttpAnswer::parse(std::string_view& bytes) {
  while (!bytes.empty()) {
    boost::beast::error_code error;
    const std::size_t used = parser_->put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
    bytes.remove_prefix(used);
    if (error && error != http::error::need_more) {
      // What was found before counts, however the bytes were cut.
      if (auto finding = pause()) return finding;
      return malformed(error);
    }
    // Beast's own limit is one of what it has not parsed yet.
    if (!header_judged_) header_bytes_ += used;
    if (header_bytes_ > kMaxHeader) return too_much_header();
    if (parser_->is_header_done() && !header_judged_) {
      if (auto finding = judge_header()) return finding;
      if (!header_judged_) continue;  // an interim answer
    }
    if (header_judged_ && parser_->is_done()) return judge_body();
    if (search_ && search_->exhausted()) return judge_body();
    if (error == http::error::need_more || used == 0) return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Finding> HttpAnswer::judge_header() {
  // 101 would change the protocol, which was not asked for: a status like others.
  if (parser_->status >= 100 && parser_->status < 200 && parser_->status != 101) {
    if (++interim_ > kMaxInterim) return failed("HTTP: too many interim answers");
    begin_answer();
    return std::nullopt;
  }
  header_judged_ = true;
  if (!allowed(request_, parser_->status)) return failed(wrong_status(request_, parser_->status));
  if (!search_) return Finding{};
  return std::nullopt;
}

std::optional<Finding> HttpAnswer::judge_body() {
  if (search_->found(Search::At::kEnd)) return Finding{};
  return without_pattern();
}

std::optional<Finding> HttpAnswer::pause() {
  if (header_judged_ && search_ && search_->found(Search::At::kMiddle)) return Finding{};
  return std::nullopt;
}

Finding HttpAnswer::end() {
  if (!any_) return failed("HTTP: connection closed without an answer");
  if (!header_judged_) return failed("HTTP: connection closed within the headers");
  boost::beast::error_code error;
  parser_->put_eof(error);
  if (search_->found(error ? Search::At::kMiddle : Search::At::kEnd)) return {};
  return error ? failed("HTTP: connection closed within the body") : without_pattern();
}

std::string HttpAnswer::late(const std::string& time) const {
  if (!any_) return "HTTP: no answer in " + time;
  return std::string("HTTP: ") + (header_judged_ ? "the body" : "the headers") + " did not end in " + time;
}

}  // namespace shunt::health
