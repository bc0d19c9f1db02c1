#include "http/app/known_keys.hpp"

#include <array>

namespace ledger::app {
namespace {

using enum KeyKind;
using enum Use;

constexpr std::string_view environments = "development|staging|production|test";
constexpr std::string_view levels = "debug|info|warning|error";

constexpr std::array keys{
    KnownKey{"HOST", text, honoured, "127.0.0.1"},
    KnownKey{"PORT", number, honoured, "8000", "", 65'535},
    KnownKey{"LOG_LEVEL", text, honoured, "info", levels},
    KnownKey{"LOG_FORMAT", text, honoured, "", "json|text"},
    KnownKey{"APP_ENV", text, honoured, "development", environments},
    KnownKey{"DEBUG", boolean, honoured, "false"},
    KnownKey{"ALLOWED_ORIGINS", list, honoured},
    KnownKey{"API_V1_PREFIX", text, honoured, "/api/v1", "/api/v1"},
    KnownKey{"PROJECT_NAME", text, honoured, "NOCIQ Ledger"},
    KnownKey{"STELLAR_NETWORK", text, honoured, "sandbox", "sandbox|testnet|public|custom"},
    KnownKey{"STELLAR_NETWORK_PASSPHRASE", text, honoured},
    KnownKey{"STELLAR_HORIZON_URL", url, honoured},
    KnownKey{"STELLAR_SOROBAN_RPC_URL", url, honoured},
    KnownKey{"STELLAR_POOL_PUBLIC_KEY", account, honoured},
    KnownKey{"PAYMENT_ASSET_ISSUER", account, honoured},
    KnownKey{"NOCIQ_URL", text, honoured},
    KnownKey{"NOCIQ_MASTER_KEY_FILE", text, honoured},
    KnownKey{"NOCIQ_MAX_CONNECTIONS", number, honoured},
    KnownKey{"NOCIQ_MAX_CONNECTIONS_PER_ADDRESS", number, honoured},
    KnownKey{"NOCIQ_MAX_REQUEST_MIB", number, honoured},
    KnownKey{"NOCIQ_MAX_UPLOADS", number, honoured},
    KnownKey{"NOCIQ_MAX_DOWNLOADS", number, honoured},
    KnownKey{"NOCIQ_MAX_QUEUED_COMMANDS", number, honoured},
    KnownKey{"NOCIQ_MAX_QUEUED_MIB", number, honoured},
    KnownKey{"NOCIQ_MAX_PARKED_COMMANDS", number, honoured},
    KnownKey{"NOCIQ_MAX_WAITING_READS", number, honoured},
    KnownKey{"NOCIQ_MAX_WAITING_QUERIES", number, honoured},
    KnownKey{"NOCIQ_MAX_UNCOMMITTED_MIB", number, honoured},
    KnownKey{"NOCIQ_MAX_VIEW_LAG_EVENTS", number, honoured},
    KnownKey{"NOCIQ_MAX_VIEW_LAG_SECONDS", text, honoured},

    KnownKey{"RATE_LIMIT_PER_MINUTE", number, later, "100"},
    KnownKey{"MAX_BODY_SIZE", number, later},
    KnownKey{"MAX_FILE_SIZE", number, later},
    KnownKey{"MAX_UPLOAD_SIZE", number, later},
    KnownKey{"NOCIQ_TOKEN", secret, later},
    KnownKey{"SECRET_KEY", secret, later},
    KnownKey{"JWT_SECRET_KEY", secret, later},
    KnownKey{"FIREBASE_PROJECT_ID", text, later},
    KnownKey{"FIREBASE_PRIVATE_KEY_ID", secret, later},
    KnownKey{"FIREBASE_PRIVATE_KEY", secret, later},
    KnownKey{"FIREBASE_CLIENT_EMAIL", text, later},
    KnownKey{"FIREBASE_CLIENT_ID", text, later},
    KnownKey{"STELLAR_POOL_SECRET_KEY", secret, later},
    KnownKey{"SLA_CONTRACT_ID", text, later},
    KnownKey{"USDC_TOKEN_ADDRESS", text, later},
    KnownKey{"NOCIQ_TOKEN_ADDRESS", text, later},
    KnownKey{"AUTO_PAYMENT_ENABLED", boolean, later, "false"},
    KnownKey{"MAX_AUTO_PAYMENT_AMOUNT", text, later},
    KnownKey{"PAYMENT_APPROVAL_THRESHOLD", text, later},
    KnownKey{"PAYMENT_ASSET_CODE", text, later},
    KnownKey{"WEBHOOK_RETRY_BASE_DELAYS", list, later},
    KnownKey{"WEBHOOK_RETRY_MAX_DELAY_SECONDS", number, later},
    KnownKey{"WEBHOOK_SECRET_GRACE_WINDOW_SECONDS", number, later},
    KnownKey{"IDEMPOTENCY_KEY_TTL_HOURS", number, later},
    KnownKey{"TRUSTED_PROXY_COUNT", number, later},
    KnownKey{"CONTRACT_EXECUTION_MODE", text, later},
    KnownKey{"OTEL_SERVICE_NAME", text, later},
    KnownKey{"OTEL_EXPORTER_OTLP_ENDPOINT", text, later},

    KnownKey{"DATABASE_URL", secret, meaningless},
    KnownKey{"REDIS_URL", secret, meaningless},
    KnownKey{"CELERY_BROKER_URL", secret, meaningless},
    KnownKey{"CELERY_RESULT_BACKEND", secret, meaningless},
};

}  // namespace

std::span<const KnownKey> known_keys() { return keys; }

}  // namespace ledger::app
