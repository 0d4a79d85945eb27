// SPDX-License-Identifier: Apache-2.0
// Recoverable errors are values. An Error is one line for a person: what failed, on which object, and what to do.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace shunt::core {

/// One line for a person, without a trailing full stop or newline: "cannot attach XDP to eth0: ...; use ...".
class Error {
 public:
  explicit Error(std::string message) : message_(std::move(message)) {}

  /// Text of an errno after `what`: "what: Operation not permitted".
  static Error from_errno(std::string_view what, int error_number);

  /// The same error with the wider view in front: "context: message".
  [[nodiscard]] Error within(std::string_view context) const;

  [[nodiscard]] const std::string& message() const { return message_; }

 private:
  std::string message_;
};

/// A value or the Error why there is none. std::expected's shape, for g++ 12.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  [[nodiscard]] T& value() & { return std::get<0>(state_); }
  [[nodiscard]] const T& value() const& { return std::get<0>(state_); }
  [[nodiscard]] T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  [[nodiscard]] const Error& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

/// Success without a value, or the Error.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool has_value() const { return !error_.has_value(); }
  explicit operator bool() const { return has_value(); }
  [[nodiscard]] const Error& error() const { return error_.value(); }

 private:
  std::optional<Error> error_;
};

}  // namespace shunt::core
