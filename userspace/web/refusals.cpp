// SPDX-License-Identifier: Apache-2.0
#include "web/refusals.h"

#include <utility>

#include "web/json.h"
#include "web/problem.h"

namespace shunt::web {
namespace {

Response refuse_all(unsigned status, Refusal refusal, std::string_view name) {
  const Problem& problem = problem_of(status, name);
  refusal.type = std::string(kProblemType) + std::string(problem.name);
  refusal.title = problem.title;
  refusal.status = status;
  return {.status = status, .body = to_json(refusal), .type = "application/problem+json"};
}

}  // namespace

Response refuse_file(std::vector<std::string> errors, const std::string& outcome) {
  const std::string summary =
      errors.size() == 1 ? errors[0] : std::to_string(errors.size()) + " errors; " + outcome;
  return refuse_all(422, {.error = summary, .errors = std::move(errors)}, "invalid-file");
}

Response refuse_change(const control::Refused& refused) {
  switch (refused.kind) {
    case control::Refused::Kind::kUnknown: return refuse(404, refused.message, "unknown-object");
    case control::Refused::Kind::kInvalid: return refuse(422, refused.message, "invalid-change");
    case control::Refused::Kind::kConflict: break;
  }
  return refuse(409, refused.message);
}

Response refuse(unsigned status, std::string detail, std::string_view problem) {
  return refuse_all(status, {.error = std::move(detail)}, problem);
}

}  // namespace shunt::web
