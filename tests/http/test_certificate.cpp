#include "tests/http/test_certificate.hpp"

#include <doctest/doctest.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <cctype>

namespace ledger::test {
namespace {

constexpr long seconds_of_day = 86'400;

struct FreeParts {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
    void operator()(BIO* bytes) const { BIO_free(bytes); }
};

}  // namespace

struct TestCertificate::Parts {
    std::unique_ptr<EVP_PKEY, FreeParts> key;
    std::unique_ptr<X509, FreeParts> certificate;
};

TestCertificate::TestCertificate(const std::string& host, int first_day, int last_day)
    : parts_{std::make_unique<Parts>()} {
    parts_->key.reset(EVP_EC_gen("P-256"));
    parts_->certificate.reset(X509_new());
    X509* const certificate = parts_->certificate.get();
    REQUIRE(parts_->key != nullptr);
    REQUIRE(X509_set_version(certificate, X509_VERSION_3) == 1);
    REQUIRE(ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1) == 1);
    REQUIRE(X509_gmtime_adj(X509_getm_notBefore(certificate), first_day * seconds_of_day) !=
            nullptr);
    REQUIRE(X509_gmtime_adj(X509_getm_notAfter(certificate), last_day * seconds_of_day) != nullptr);
    REQUIRE(X509_set_pubkey(certificate, parts_->key.get()) == 1);
    X509_NAME* const name = X509_get_subject_name(certificate);
    const auto* const organisation = reinterpret_cast<const unsigned char*>("Test");
    REQUIRE(X509_NAME_add_entry_by_txt(name, "O", MBSTRING_ASC, organisation, -1, -1, 0) == 1);
    REQUIRE(X509_set_issuer_name(certificate, name) == 1);
    const bool is_address = std::isdigit(static_cast<unsigned char>(host.front())) != 0;
    const std::string names = (is_address ? "IP:" : "DNS:") + host;
    const std::unique_ptr<X509_EXTENSION, FreeParts> extension{
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str())};
    REQUIRE(extension != nullptr);
    REQUIRE(X509_add_ext(certificate, extension.get(), -1) == 1);
    REQUIRE(X509_sign(certificate, parts_->key.get(), EVP_sha256()) > 0);
}

TestCertificate::~TestCertificate() = default;

void TestCertificate::use_in(SSL_CTX* context) const {
    SSL_CTX_use_certificate(context, parts_->certificate.get());
    SSL_CTX_use_PrivateKey(context, parts_->key.get());
}

std::string TestCertificate::text() const {
    const std::unique_ptr<BIO, FreeParts> bytes{BIO_new(BIO_s_mem())};
    REQUIRE(PEM_write_bio_X509(bytes.get(), parts_->certificate.get()) == 1);
    char* data = nullptr;
    const long size = BIO_get_mem_data(bytes.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

}  // namespace ledger::test
