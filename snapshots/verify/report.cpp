// Reports as text, and as exit codes.
#include "snapshots/verify/report.hpp"

#include <fmt/format.h>

#include <utility>

namespace ledger::verify {
namespace {

std::string headline(const VerifyReport& report) {
    switch (report.verdict) {
        case Verdict::ok: return "OK";
        case Verdict::self_consistent: return "CANNOT TELL: self-consistent only";
        case Verdict::tampered: return "TAMPERED";
        case Verdict::cannot_tell: return "CANNOT TELL";
    }
    std::unreachable();
}

void append_finding(std::string& text, const VerifyReport& report) {
    if (report.position) text += fmt::format("first bad position: {}\n", *report.position);
    if (!report.file.empty()) text += fmt::format("where: {}\n", report.file);
    if (!report.reason.empty()) text += fmt::format("why: {}\n", report.reason);
    for (const std::string& note : report.evidence)
        text += fmt::format("\nevidence, a signed checkpoint:\n{}", note);
}

void append_facts(std::string& text, const VerifyReport& report) {
    text += fmt::format("log: {}, {} events\n", report.origin, report.size);
    text += fmt::format("root: {}\n", report.root);
    text += fmt::format("key: {}\n", report.verifier_key);
    text += fmt::format("payloads: {} checked, {} redacted\n", report.payloads_checked,
                        report.payloads_redacted);
    if (report.recoveries > 0)
        text += fmt::format("recoveries: {}; the log says what was lost\n", report.recoveries);
    for (const AssetTotal& total : report.assets)
        text +=
            fmt::format("{}: {} postings between {} accounts, {}\n", total.asset, total.postings,
                        total.accounts, total.sums_to_zero ? "sum 0" : "sum not 0");
    for (const AccountBalance& balance : report.balances)
        text += fmt::format("balance: {} {} {}\n", balance.account, to_text(balance.balance),
                            balance.asset);
}

}  // namespace

int exit_code(Verdict verdict) {
    if (verdict == Verdict::ok) return 0;
    return verdict == Verdict::tampered ? 1 : 2;
}

std::string to_text(const VerifyReport& report) {
    std::string text = headline(report) + '\n';
    append_finding(text, report);
    const bool is_whole =
        report.verdict == Verdict::ok || report.verdict == Verdict::self_consistent;
    if (is_whole) append_facts(text, report);
    return text;
}

void set_finding(VerifyReport& report, const Finding& finding) {
    report.verdict = finding.verdict;
    report.position = finding.place.position;
    report.file = finding.place.file;
    report.reason = finding.reason;
    report.evidence = finding.evidence;
}

}  // namespace ledger::verify
