// SPDX-License-Identifier: Apache-2.0
// Judges an HTTP answer (RFC 9112) while it comes, in bounded memory.
#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <boost/optional.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "health/probe/cause.h"
#include "health/probe/pattern.h"
#include "model/health.h"

namespace shunt::health {

/// The status and the body, nothing else: header fields are read over. Beast parses, also chunks.
class AnswerParser final : public boost::beast::http::basic_parser<false> {
 public:
  AnswerParser();

  unsigned status = 0;
  Search* search = nullptr;  ///< gets the body

 private:
  using Error = boost::beast::error_code;
  using Text = boost::beast::string_view;
  void on_request_impl(boost::beast::http::verb, Text, Text, int, Error&) override {}
  void on_response_impl(int code, Text, int, Error&) override { status = static_cast<unsigned>(code); }
  void on_field_impl(boost::beast::http::field, Text, Text, Error&) override {}
  void on_header_impl(Error&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Error&) override {}
  std::size_t on_body_impl(Text body, Error&) override;
  void on_chunk_header_impl(std::uint64_t, Text, Error&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Text body, Error&) override;
  void on_finish_impl(Error&) override {}
};

class HttpAnswer {
 public:
  /// `request` outlives it.
  /// @param expect null: the body is not looked at
  HttpAnswer(const model::HttpRequest& request, Pattern expect);

  /// What came; a finding as soon as there is one. Nothing more is fed then.
  std::optional<Finding> feed(std::string_view bytes);
  /// There is nothing more just now.
  std::optional<Finding> pause();
  /// The connection has ended: there is a finding.
  Finding end();
  /// What is said when time is over.
  /// @param time "1 s"
  [[nodiscard]] std::string late(const std::string& time) const;

  static constexpr std::uint32_t kMaxHeader = std::uint32_t{64} << 10;
  static constexpr std::size_t kMaxBody = std::size_t{1} << 20;

 private:
  std::optional<Finding> parse(std::string_view& bytes);
  std::optional<Finding> judge_header();
  std::optional<Finding> judge_body();
  void begin_answer();

  const model::HttpRequest& request_;
  std::optional<Search> search_;
  std::optional<AnswerParser> parser_;
  std::string waiting_;           ///< what the parser wants to see again, with more behind it
  std::size_t header_bytes_ = 0;  ///< parsed, of all answers
  unsigned interim_ = 0;          ///< answers of 1xx before the one that counts
  bool header_judged_ = false;
  bool any_ = false;
};

}  // namespace shunt::health
