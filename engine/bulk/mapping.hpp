// How somebody else's columns become ours: what an import says about them in its query.
#pragma once

#include "engine/bulk/raw_row.hpp"
#include "engine/bulk/time_format.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ledger::bulk {

/// What a request may state; empty texts state nothing. Lists are separated by commas, and `\`
/// protects the next character.
struct MappingTerms {
    std::string preset{};
    std::string map{};
    std::string ignore{};
    std::string set{};
    std::string map_value{};
    std::string list_separator{};
    std::string time_zone{};
    std::string time_format{};
};

/// Names of the file are looked up as they stand there; fields are members of the row type.
class Mapping {
public:
    /// 400 for terms that cannot be read or name fields that there are not. What `form` shows
    /// outlives it.
    static Result<Mapping> make(const MappingTerms& terms, const RowForm& form);

    /// Whether rows in JSON are as they are to be.
    bool is_identity() const { return is_identity_; }
    bool ignores(std::string_view name) const { return ignored_.contains(name); }
    /// The columns that `name` means: none when nobody knows it, several when it was mapped to
    /// them.
    std::vector<const Column*> find(std::string_view name) const;
    /// Whether every row has `column`, whatever the file says.
    bool has_constant(const Column& column) const { return constants_.contains(column.name); }

    const RowForm& form() const { return form_; }

private:
    friend class RowBuilder;
    using Texts = std::map<std::string, std::string, std::less<>>;

    Result<void> add(const MappingTerms& terms);
    Result<void> check_fields() const;

    RowForm form_;
    std::multimap<std::string, std::string, std::less<>> columns_;  ///< Name in the file -> field.
    std::set<std::string, std::less<>> ignored_;
    Texts constants_;                                                    ///< Field -> text.
    std::map<std::pair<std::string, std::string>, std::string> values_;  ///< Field, text -> text.
    std::string list_separators_ = ";|";
    TimeReader times_;
    bool converts_times_ = false;
    bool wraps_longitude_ = false;
    bool is_identity_ = true;
};

/// Makes the JSON text of a row out of what a file says, under a mapping.
class RowBuilder {
public:
    RowBuilder(const Mapping& mapping, std::size_t number) : mapping_{mapping} {
        row_.number = number;
        row_.json = "{";
    }

    /// An empty text is none.
    void add_text(const Column& column, std::string_view text);
    /// A value that is JSON already.
    void add_json(const Column& column, std::string_view json);
    /// A member that is none of the row type's, for the decoder to refuse.
    void add_unknown(std::string_view name, std::string_view json);
    void refuse(FieldError error) { row_.errors.push_back(std::move(error)); }
    /// The row, with the constants that the file did not state otherwise.
    RawRow finish();

private:
    void begin(std::string_view name);
    void add_time(const Column& column, std::string_view text);

    const Mapping& mapping_;
    RawRow row_;
    std::set<std::string_view> given_;
};

/// The row under its mapping.
RawRow mapped(const Mapping& mapping, RawRow row);

}  // namespace ledger::bulk
