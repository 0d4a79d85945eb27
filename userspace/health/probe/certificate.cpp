// SPDX-License-Identifier: Apache-2.0
#include "health/probe/certificate.h"

#include <arpa/inet.h>
#include <openssl/asn1.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <array>
#include <ctime>
#include <memory>

#include "health/text/text.h"

namespace shunt::health {
namespace {

std::string date(const ASN1_TIME* time) {
  std::tm parts{};
  std::array<char, 32> text{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return "an unknown day";
  std::strftime(text.data(), text.size(), "%Y-%m-%d", &parts);
  return text.data();
}

std::string_view bytes_of(const ASN1_STRING* string) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
          static_cast<std::size_t>(ASN1_STRING_length(string))};
}

std::string alternative(const GENERAL_NAME* name) {
  if (name->type == GEN_DNS) return printable(bytes_of(name->d.dNSName), 60);
  if (name->type != GEN_IPADD) return "";
  const std::string_view bytes = bytes_of(name->d.iPAddress);
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (bytes.size() != 4 && bytes.size() != 16) return "";
  ::inet_ntop(bytes.size() == 4 ? AF_INET : AF_INET6, bytes.data(), text.data(), text.size());
  return text.data();
}

std::string common_name(const X509* certificate) {
  std::array<char, 64> text{};
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, text.data(), text.size());
  return printable(text.data(), 60);
}

/// "a.example, b.example and 3 more".
std::string names(const X509* certificate) {
  void* extension = X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr);
  const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> all(static_cast<GENERAL_NAMES*>(extension),
                                                                          GENERAL_NAMES_free);
  std::string text;
  int others = 0;
  for (int i = 0, shown = 0; i < sk_GENERAL_NAME_num(all.get()); ++i) {
    const std::string name = alternative(sk_GENERAL_NAME_value(all.get(), i));
    if (name.empty()) continue;
    if (shown++ < 2) {
      text += (text.empty() ? "" : ", ") + name;
    } else {
      ++others;
    }
  }
  if (text.empty()) text = common_name(certificate);
  if (text.empty()) return "nobody";
  return others == 0 ? text : text + " and " + std::to_string(others) + " more";
}

}  // namespace

std::string certificate_fault(const X509* certificate, int error, const std::string& name) {
  if (certificate == nullptr) return "there is no certificate";
  switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED: return "certificate expired on " + date(X509_get0_notAfter(certificate));
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "certificate is not valid before " + date(X509_get0_notBefore(certificate));
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return "certificate is for " + names(certificate) + ", not " + printable(name, 60);
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: return "certificate is signed by itself";
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:  // an authority of the same name, another key
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE: return "certificate is of an unknown authority";
    default: return std::string("certificate: ") + X509_verify_cert_error_string(error);
  }
}

}  // namespace shunt::health
