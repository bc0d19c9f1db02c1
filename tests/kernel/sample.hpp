// A described struct with a member of every kind, in a namespace that is not the engine's.
#pragma once

#include "engine/kernel/codec.hpp"

namespace sample {

enum class Severity { critical, high, medium, low };

struct Site {
    std::string name;
    std::optional<double> height;

    static constexpr auto fields() {
        using ledger::Field;
        return std::tuple{Field{"name", &Site::name, "Its name."}.length(1, 40),
                          Field{"height", &Site::height, "In metres."}};
    }
    bool operator==(const Site&) const = default;
};

using FormId = ledger::Id<struct FormTag>;

struct Form {
    FormId id{"f"};
    std::string note;
    bool urgent = false;
    std::int64_t minutes = 0;
    std::uint64_t position = 0;
    std::uint32_t port = 80;
    double load = 0;
    ledger::Amount amount;
    ledger::Timestamp at{};
    ledger::Uuid key;
    ledger::Hash root;
    Severity severity = Severity::low;
    std::optional<Severity> before;
    Site site{"s", std::nullopt};
    std::optional<std::vector<Site>> sites;
    std::vector<std::string> tags;
    ledger::json::Raw extra;

    static constexpr auto fields() {
        using ledger::Field;
        return std::tuple{
            Field{"id", &Form::id, "Its id."}.length(1, 8).or_default(),
            Field{"note", &Form::note, "A remark."}.length(0, 1000).or_default(),
            Field{"urgent", &Form::urgent, "Whether it cannot wait."}.or_default(),
            Field{"minutes", &Form::minutes, "How long."}.or_default(),
            Field{"position", &Form::position, "Where."}.or_default(),
            Field{"port", &Form::port, "Which one."}.range(1, 1024).or_default(),
            Field{"load", &Form::load, "How much."}.or_default(),
            Field{"amount", &Form::amount, "In money."}.or_default(),
            Field{"at", &Form::at, "When."}.or_default(),
            Field{"key", &Form::key, "A UUID."}.or_default(),
            Field{"root", &Form::root, "A hash."}.or_default(),
            Field{"severity", &Form::severity, "How bad."}.or_default(),
            Field{"before", &Form::before, "How bad it was."}.omit_null(),
            Field{"site", &Form::site, "Where."}.or_default(),
            Field{"sites", &Form::sites, "Where else."}.items(1, 3),
            Field{"tags", &Form::tags, "Words."}.length(1, 1000).items(0, 200).or_default(),
            Field{"extra", &Form::extra, "Anything."}.or_default()};
    }
    bool operator==(const Form&) const = default;
};

struct Change {
    ledger::Patch<std::string> note;
    ledger::Patch<Severity> severity;

    static constexpr auto fields() {
        using ledger::Field;
        return std::tuple{Field{"note", &Change::note, "A remark."}.length(1, 8),
                          Field{"severity", &Change::severity, "How bad."}};
    }
};

/// Nests as deeply as a document likes.
struct Tree {
    std::vector<Tree> branches;

    static constexpr auto fields() {
        return std::tuple{ledger::Field{"branches", &Tree::branches, "Further trees."}};
    }
};

struct Nothing {
    static constexpr auto fields() { return std::tuple{}; }
};

}  // namespace sample

template <>
inline constexpr std::array ledger::enum_names<sample::Severity>{
    ledger::EnumName{sample::Severity::critical, "critical"},
    ledger::EnumName{sample::Severity::high, "high"},
    ledger::EnumName{sample::Severity::medium, "medium"},
    ledger::EnumName{sample::Severity::low, "low"}};
