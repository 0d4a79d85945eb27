// SPDX-License-Identifier: Apache-2.0
#include "web/problem.h"

#include <algorithm>
#include <array>

namespace shunt::web {
namespace {

constexpr std::array kProblems = {
    Problem{"bad-request", 400, "The request is not understood"},
    Problem{"unauthenticated", 401, "A name and a password, or a token, are needed"},
    Problem{"read-only", 403, "Changes go through the UNIX socket"},
    Problem{"foreign-host", 403, "The request names another host"},
    Problem{"not-found", 404, "There is no such resource"},
    Problem{"unknown-object", 404, "There is no such service or backend"},
    Problem{"method-not-allowed", 405, "The resource does not know this method"},
    Problem{"not-acceptable", 406, "There is no such form of the resource"},
    Problem{"request-timeout", 408, "The request took too long"},
    Problem{"conflict", 409, "It cannot be done as things are now"},
    Problem{"body-too-large", 413, "The body is too large"},
    Problem{"expectation-failed", 417, "The expectation is not known"},
    Problem{"invalid-file", 422, "The configuration cannot be applied"},
    Problem{"invalid-change", 422, "What was asked for is never possible"},
    Problem{"slowed-down", 429, "Too many wrong passwords came from this address"},
    Problem{"header-too-large", 431, "The header is too large"},
    Problem{"internal-error", 500, "The controller failed"},
    Problem{"busy", 503, "Too much is asked at the same time"},
};

}  // namespace

std::span<const Problem> problems() { return kProblems; }

const Problem& problem_of(unsigned status, std::string_view name) {
  const auto named = std::ranges::find(kProblems, name, &Problem::name);
  if (named != kProblems.end()) return *named;
  const auto first = std::ranges::find(kProblems, status, &Problem::status);
  return first != kProblems.end() ? *first : *std::ranges::find(kProblems, 500U, &Problem::status);
}

}  // namespace shunt::web
