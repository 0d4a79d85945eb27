// SPDX-License-Identifier: Apache-2.0
// YAML text -> Document.
//
// libyaml and not yaml-cpp: 0.13 s against 1.1 s for the events of a file of 10,000 services with 10 backends
// each, and no recursion in its parser that nested input could drive into the stack's end.
#pragma once

#include <string_view>

#include "config/document.h"
#include "config/findings.h"

namespace shunt::config {

/// Containers within containers that a document may have; the configuration itself needs five.
inline constexpr std::size_t kMaxDepth = 16;

/// Nodes that a document may have, which bounds time and memory for every input: about four times what 10,000
/// services with 10 backends each have, and what a file of the largest size has if it is a configuration.
inline constexpr std::size_t kMaxNodes = 2'000'000;

/// Parses exactly one document. Aliases could stand for more than memory holds, tags and anchors would be ignored:
/// all three are refused, as is a second document.
/// @param text has passed check_text()
/// @return the document, empty if the text holds no value; only usable if `findings` got no error
Document parse_yaml(std::string_view text, Findings& findings);

}  // namespace shunt::config
