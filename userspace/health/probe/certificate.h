// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/x509.h>

#include <string>

namespace shunt::health {

/// Why a certificate was refused: "certificate expired on 2026-01-01", "certificate is for a.example, not
/// b.example".
/// @param error X509_V_ERR_...
/// @param name that was expected
std::string certificate_fault(const X509* certificate, int error, const std::string& name);

}  // namespace shunt::health
