// The configuration: files, environment, and what is said about both.
#include "http/app/configuration.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace ledger;
using namespace ledger::app;

namespace {

/// The product's own example, unchanged.
constexpr std::string_view example = R"(# Firebase Configuration
FIREBASE_PROJECT_ID=your_project_id
FIREBASE_PRIVATE_KEY_ID=your_private_key_id
FIREBASE_PRIVATE_KEY="-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\n"
FIREBASE_CLIENT_EMAIL=your_service_account@project.iam.gserviceaccount.com
FIREBASE_CLIENT_ID=your_client_id

# Application Settings
APP_ENV=development
DEBUG=True
HOST=0.0.0.0
PORT=8000

# CORS Settings
ALLOWED_ORIGINS=http://localhost:5173,http://localhost:3000

# API Configuration
API_V1_PREFIX=/api/v1
PROJECT_NAME=NOCIQ API

# Rate Limiting
RATE_LIMIT_PER_MINUTE=60

# Stellar Configuration
STELLAR_NETWORK=testnet
STELLAR_HORIZON_URL=https://horizon-testnet.stellar.org
STELLAR_SOROBAN_RPC_URL=https://soroban-testnet.stellar.org

# Stellar Wallet Keys
STELLAR_POOL_SECRET_KEY=S...  # Pool wallet secret (keep secure!)
STELLAR_POOL_PUBLIC_KEY=G...  # Pool wallet public key

# Smart Contract Addresses
SLA_CONTRACT_ID=C...  # Deployed SLA calculator contract ID
USDC_TOKEN_ADDRESS=C...  # USDC token contract address
NOCIQ_TOKEN_ADDRESS=C...  # NOCIQ token contract address

# Payment Settings
AUTO_PAYMENT_ENABLED=true
MAX_AUTO_PAYMENT_AMOUNT=10000  # Max auto-payment in USDC
PAYMENT_APPROVAL_THRESHOLD=5000  # Require approval above this
)";

Configuration read(Variables environment, Variables file = {}) {
    return configuration_of({.environment = std::move(environment),
                             .file = std::move(file),
                             .read = [](const std::string& path) -> Result<std::string> {
                                 if (path == "/secret") return "hidden\n";
                                 return fail(ErrorKind::not_found, "file.not_found", "not there");
                             }});
}

bool says(const std::vector<std::string>& lines, std::string_view words) {
    return std::ranges::any_of(
        lines, [&](const std::string& line) { return line.find(words) != line.npos; });
}

const Setting& setting(const Configuration& read, std::string_view name) {
    for (const Setting& one : read.settings)
        if (one.key->name == name) return one;
    FAIL("no such key");
    return read.settings.front();
}

}  // namespace

TEST_CASE("lines of a file are read as shells and containers write them") {
    struct Row {
        std::string_view line;
        std::string_view value;
    };
    constexpr Row rows[] = {
        {"A=b", "b"},
        {"A = b ", "b"},
        {"export A=b", "b"},
        {"A=", ""},
        {"A=b # comment", "b"},
        {"A=b\t# comment", "b"},
        {"A=# all of it", ""},
        {"A=b#c", "b#c"},
        {"A=http://x/#y", "http://x/#y"},
        {R"(A="b # c")", "b # c"},
        {R"(A="b\nc" # comment)", "b\nc"},
        {R"(A="say \"b\" \\")", R"(say "b" \)"},
        {R"(A='b\nc')", R"(b\nc)"},
        {"A=b\r", "b"},
        {"A=1\nA=2", "2"},
        {"# A=1\n\nA=b=c", "b=c"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.line);
        const auto variables = read_env_file(row.line);
        REQUIRE(variables.has_value());
        CHECK(variables->at("A") == row.value);
    }
    for (const std::string_view line : {"A", "=b", "1A=b", "A-B=c", R"(A="b)", R"(A="b" c)"}) {
        CAPTURE(line);
        const auto refused = read_env_file("OK=1\n" + std::string{line});
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().message.find("line 2") == 0);
    }
}

TEST_CASE("the product's example works unchanged") {
    const auto file = read_env_file(example);
    REQUIRE(file.has_value());
    const Configuration configuration = read({}, *file);
    CHECK(configuration.errors.empty());
    CHECK(configuration.value("PROJECT_NAME") == "NOCIQ API");
    CHECK(boolean_of(configuration.value("DEBUG")) == true);
    CHECK(configuration.value("STELLAR_POOL_SECRET_KEY").empty());
    CHECK(says(configuration.notes, "STELLAR_POOL_SECRET_KEY holds a placeholder"));
    CHECK(says(configuration.notes, "RATE_LIMIT_PER_MINUTE is known, and not yet used"));
    CHECK(configuration.value("MAX_AUTO_PAYMENT_AMOUNT") == "10000");
}

TEST_CASE("environment beats file beats standard, and each value says where it is from") {
    const Configuration configuration = read({{"PORT", "9000"}}, {{"PORT", "1"}, {"DEBUG", "on"}});
    CHECK(configuration.value("PORT") == "9000");
    CHECK(name_of(setting(configuration, "PORT").source) == "environment");
    CHECK(name_of(setting(configuration, "DEBUG").source) == "file");
    CHECK(name_of(setting(configuration, "HOST").source) == "default");
    CHECK(configuration.value("HOST") == "127.0.0.1");
    CHECK_FALSE(configuration.is_set("HOST"));
}

TEST_CASE("what is wrong is an error that names the key") {
    struct Row {
        std::string_view key;
        std::string_view value;
        std::string_view words;
    };
    constexpr Row rows[] = {
        {"PORT", "abc", "PORT must be a whole number"},
        {"PORT", "99999", "PORT must be at most 65535"},
        {"PORT", "-1", "PORT must be a whole number"},
        {"ALLOWED_ORIGINS", "http://a,*", "ALLOWED_ORIGINS must name each one"},
        {"DEBUG", "perhaps", "DEBUG must be true or false"},
        {"API_V1_PREFIX", "/api/v2", "API_V1_PREFIX must be one of /api/v1"},
        {"LOG_LEVEL", "loud", "LOG_LEVEL must be one of debug|info|warning|error"},
        {"ALLOWED_ORIGINS", "[1]", "ALLOWED_ORIGINS must be a list"},
        {"NOCIQ_MAX_UPLODS", "3", "did you mean NOCIQ_MAX_UPLOADS?"},
        {"SECRET_KEY_FILE", "/nothing", "SECRET_KEY_FILE: not there"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.key);
        const Variables variables{{std::string{row.key}, std::string{row.value}}};
        CHECK(says(read(variables).errors, row.words));
        CHECK(says(read({}, variables).errors, row.words));
    }
    CHECK(read({{"UNKNOWN", "1"}}).errors.empty());
}

TEST_CASE("a comment is cut off the environment's value only where it spoils it") {
    CHECK(read({{"PORT", "8000  # the usual one"}}).value("PORT") == "8000");
    CHECK(read({{"PROJECT_NAME", "Room # 7"}}).value("PROJECT_NAME") == "Room # 7");
}

TEST_CASE("secrets may stand in files, and are never shown") {
    const Configuration configuration = read({{"SECRET_KEY_FILE", "/secret"}});
    CHECK(configuration.value("SECRET_KEY") == "hidden");
    CHECK(setting(configuration, "SECRET_KEY").shown() == "***");
    CHECK(setting(configuration, "NOCIQ_TOKEN").shown().empty());
}

TEST_CASE("lists are words between commas, or JSON") {
    using Words = std::vector<std::string>;
    CHECK(list_of("a, b,,c") == Words{"a", "b", "c"});
    CHECK(list_of(R"(["a","b, c"])") == Words{"a", "b, c"});
    CHECK(list_of("") == Words{});
    CHECK_FALSE(list_of("[a").has_value());
    for (const std::string_view word : {"true", "Yes", "ON", "1"}) CHECK(boolean_of(word) == true);
    for (const std::string_view word : {"False", "no", "off", "0"})
        CHECK(boolean_of(word) == false);
    CHECK_FALSE(boolean_of("2").has_value());
}

TEST_CASE("what belongs to another system means nothing, and is said once") {
    const Configuration configuration = read({{"DATABASE_URL", "postgres://x"}});
    CHECK(configuration.errors.empty());
    CHECK(configuration.notes.size() == 1);
    CHECK(says(configuration.notes, "DATABASE_URL means nothing here"));
}
