// Certificates that a test makes for itself.
#pragma once

#include <openssl/types.h>

#include <memory>
#include <string>

namespace ledger::test {

/// A key, and a certificate that it has signed itself.
class TestCertificate {
public:
    /// For a DNS name or an IPv4 address. Valid from `first_day` to `last_day`, from now, in days.
    explicit TestCertificate(const std::string& host, int first_day = -1, int last_day = 1);
    TestCertificate(const TestCertificate&) = delete;
    TestCertificate& operator=(const TestCertificate&) = delete;
    ~TestCertificate();

    void use_in(SSL_CTX* context) const;
    /// PEM.
    std::string text() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace ledger::test
