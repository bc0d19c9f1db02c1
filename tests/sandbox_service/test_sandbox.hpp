// A sandbox on a disk in memory, by a clock that stands still, and what clients do with it.
#pragma once

#include "stellar/keys/key_pair.hpp"
#include "stellar/sandbox/service/service.hpp"
#include "stellar/sandbox/service/signed_transaction.hpp"
#include "tests/support/dropping_file_system.hpp"
#include "tests/support/test_clock.hpp"
#include "tests/support/test_entropy.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::stellar::sandbox::test {

class TestSandbox {
public:
    explicit TestSandbox(ServiceSettings settings = {}, bool with_rate_limit = false)
        : settings_{std::move(settings)} {
        if (settings_.network.folder.empty()) settings_.network.folder = "/sandbox";
        if (!with_rate_limit) settings_.rate_limit.requests_per_hour = 0;
        open();
    }

    Service& service() { return *service_; }
    const Network& network() const { return service_->network(); }
    ledger::test::TestClock& clock() { return clock_; }
    ledger::test::DroppingFileSystem& files() { return files_; }

    void open() {
        auto service = Service::open(files_, entropy_, clock_, settings_);
        REQUIRE_MESSAGE(service.has_value(), service.error().message);
        service_ = std::move(*service);
    }
    /// The process is killed, or the power fails, and it starts again.
    void restart() {
        service_.reset();
        files_.kill_process();
        open();
    }

    Answer ask(SandboxRequest request) {
        request.host = "localhost:8000";
        return service_->handle(request);
    }
    Reply get(std::string target) {
        Answer answer = ask({.method = Method::get, .target = std::move(target)});
        REQUIRE(std::holds_alternative<Reply>(answer));
        return std::get<Reply>(std::move(answer));
    }
    void close_ledger() { CHECK(service_->close_ledger().has_value()); }
    Answer post_form(std::string target, std::string body) {
        return ask({.method = Method::post,
                    .target = std::move(target),
                    .content_type = "application/x-www-form-urlencoded",
                    .body = std::move(body)});
    }
    std::string rpc(std::string_view method, std::string_view params = "{}") {
        Answer answer =
            ask({.method = Method::post,
                 .target = "/rpc",
                 .content_type = "application/json",
                 .body = std::string{R"({"jsonrpc":"2.0","id":1,"method":")"} +
                         std::string{method} + R"(","params":)" + std::string{params} + "}"});
        REQUIRE(std::holds_alternative<Reply>(answer));
        return std::get<Reply>(answer).body;
    }
    /// Time passes, and what is due is done.
    std::vector<Delivery> pass(Duration time) {
        clock_.advance(time);
        auto deliveries = service_->step();
        REQUIRE(deliveries.has_value());
        return std::move(*deliveries);
    }
    /// Time passes until the answer is there.
    Reply complete(Answer answer) {
        if (auto* reply = std::get_if<Reply>(&answer)) return std::move(*reply);
        REQUIRE(std::holds_alternative<Held>(answer));
        for (int second = 0; second < 60; ++second)
            for (Delivery& delivery : pass(std::chrono::seconds{1}))
                if (delivery.ticket == std::get<Held>(answer).ticket)
                    return std::get<Reply>(std::move(delivery.what));
        FAIL("no answer within a minute");
        return {};
    }
    /// An account that friendbot has made.
    KeyPair funded() {
        KeyPair pair = KeyPair::generate(entropy_);
        const Reply reply =
            complete(ask({.target = "/friendbot?addr=" + account_text(pair.public_key())}));
        REQUIRE_EQ(reply.status, 200);
        return pair;
    }
    std::int64_t sequence_of(const KeyPair& pair) const;
    /// Base64 of a transaction by `source`.
    std::string envelope(const KeyPair& source, std::vector<xdr::Operation> operations) const;

private:
    ledger::test::DroppingFileSystem files_;
    ledger::test::TestEntropy entropy_{7};
    ledger::test::TestClock clock_;
    ServiceSettings settings_;
    std::unique_ptr<Service> service_;
};

xdr::Operation pay_lumens(const KeyPair& to, std::int64_t amount);

/// "tx=…" of an envelope's Base64.
std::string form_of(std::string_view envelope);

/// The text of the first member with this name, as it stands in the JSON; "" when there is none.
std::string member(std::string_view json, std::string_view name);

}  // namespace ledger::stellar::sandbox::test
