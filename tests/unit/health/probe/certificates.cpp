// SPDX-License-Identifier: Apache-2.0
#include "unit/health/probe/certificates.h"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

namespace shunt::test {
namespace {

Identity make(const Wish& wish, const Identity* issuer) {
  Identity made{{X509_new(), X509_free}, {EVP_EC_gen("P-256"), EVP_PKEY_free}};
  X509* certificate = made.certificate.get();
  static long serial = 1;
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++);
  X509_gmtime_adj(X509_getm_notBefore(certificate), wish.valid_from);
  X509_gmtime_adj(X509_getm_notAfter(certificate), wish.valid_until);
  X509_set_pubkey(certificate, made.key.get());
  X509_NAME* name = X509_get_subject_name(certificate);
  const std::string common = issuer == nullptr ? "Test Authority" : "Test Backend";
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(common.c_str()), -1,
                             -1, 0);
  X509_set_issuer_name(certificate, issuer == nullptr ? name : X509_get_subject_name(issuer->certificate.get()));
  const auto extend = [&](int nid, const std::string& value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
  };
  if (issuer == nullptr) extend(NID_basic_constraints, "critical,CA:TRUE");
  if (!wish.names.empty()) extend(NID_subject_alt_name, wish.names);
  X509_sign(certificate, issuer == nullptr ? made.key.get() : issuer->key.get(), EVP_sha256());
  return made;
}

}  // namespace

Authority::Authority() : own_(make({}, nullptr)) {
  char path[] = "/tmp/shunt-authority-XXXXXX";
  const int fd = ::mkstemp(path);
  EXPECT_GE(fd, 0);
  file_ = path;
  FILE* file = ::fdopen(fd, "w");
  PEM_write_X509(file, own_.certificate.get());
  std::fclose(file);
}

Authority::~Authority() { std::filesystem::remove(file_); }

Identity Authority::issue(const Wish& wish) const { return make(wish, &own_); }

Identity Authority::self_signed(const Wish& wish) const { return make(wish, nullptr); }

std::unique_ptr<Backend> tls_backend(Identity identity, std::function<std::string(std::string)> answer,
                                     const std::string& address, int max_version) {
  const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  SSL_CTX_use_certificate(context.get(), identity.certificate.get());
  SSL_CTX_use_PrivateKey(context.get(), identity.key.get());
  if (max_version != 0) {
    SSL_CTX_set_security_level(context.get(), 0);
    SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context.get(), max_version);
  }
  return std::make_unique<Backend>(
      [context, answer = std::move(answer)](Peer& peer) {
        const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context.get()), SSL_free);
        SSL_set_fd(ssl.get(), peer.fd());
        if (SSL_accept(ssl.get()) != 1) return;
        std::string request(4096, '\0');
        SSL_read(ssl.get(), request.data(), static_cast<int>(request.size()));
        const char* name = SSL_get_servername(ssl.get(), TLSEXT_NAMETYPE_host_name);
        const std::string text = answer(name == nullptr ? "" : name);
        SSL_write(ssl.get(), text.data(), static_cast<int>(text.size()));
        SSL_shutdown(ssl.get());
      },
      address);
}

}  // namespace shunt::test
