// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "core/result.h"
#include "net/address.h"
#include "route/survey.h"

namespace shunt::doctor {

/// Sends one ping and waits for nothing: the kernel resolves the neighbour for it. Without the privilege, nothing.
void poke(const net::IpAddress& address);

/// A survey after the kernel was made to resolve the neighbours that it does not know; up to 1.2 s.
core::Result<route::Survey> survey_neighbours(const std::vector<net::IpAddress>& addresses);

/// Of a way of such a survey: who has not answered by then does not.
std::optional<route::Unresolved> obstacle_of(const route::Survey::Way& way);

}  // namespace shunt::doctor
