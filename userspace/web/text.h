// SPDX-License-Identifier: Apache-2.0
// The text forms that values take in JSON, and back. What is not the text of a value gives nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "control/flow_views.h"
#include "control/views.h"

namespace shunt::web {

/// RFC 3339 in UTC with milliseconds: "2026-11-21T01:12:22.042Z".
std::string to_text(control::WallTime time);
std::string to_text(const net::IpAddress& address);
std::string to_text(const net::IpPrefix& prefix);
std::string to_text(const model::PortRange& ports);
std::string_view to_text(model::AttachMode mode);
std::string_view to_text(model::Forwarding forwarding);
std::string_view to_text(model::Scheduler scheduler);
std::string_view to_text(model::AdminState state);
std::string_view to_text(control::BackendState state);
std::string_view to_text(control::Verdict verdict);
std::string_view to_text(model::LogLevel level);
std::string_view to_text(model::LogFormat format);
std::string_view to_text(model::LogTo to);
std::string_view to_text(control::FlowState state);
std::string_view to_text(net::Protocol protocol);

template <typename Value>
std::optional<Value> from_text(std::string_view text);

template <>
std::optional<control::WallTime> from_text(std::string_view text);
template <>
std::optional<net::IpAddress> from_text(std::string_view text);
template <>
std::optional<net::IpPrefix> from_text(std::string_view text);
template <>
std::optional<model::PortRange> from_text(std::string_view text);
template <>
std::optional<model::AttachMode> from_text(std::string_view text);
template <>
std::optional<model::Forwarding> from_text(std::string_view text);
template <>
std::optional<model::Scheduler> from_text(std::string_view text);
template <>
std::optional<model::AdminState> from_text(std::string_view text);
template <>
std::optional<control::BackendState> from_text(std::string_view text);
template <>
std::optional<control::Verdict> from_text(std::string_view text);
template <>
std::optional<model::LogLevel> from_text(std::string_view text);
template <>
std::optional<model::LogFormat> from_text(std::string_view text);
template <>
std::optional<model::LogTo> from_text(std::string_view text);
template <>
std::optional<control::FlowState> from_text(std::string_view text);
template <>
std::optional<net::Protocol> from_text(std::string_view text);

}  // namespace shunt::web
