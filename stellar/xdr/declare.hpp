// How a type of the protocol is declared, once:
//
//   XDR_ENUM(MemoType, none = 0, text = 1, id = 2, hash = 3, return_ = 4)
//
//   struct TimeBounds {
//       TimePoint min_time = 0;
//       TimePoint max_time = 0;
//       XDR_STRUCT(TimeBounds, min_time, max_time)
//   };
//
//   struct Memo : Union<MemoType, Arm<Void, MemoType::none>, Arm<String<28>, MemoType::text>, ...>
//   {
//       XDR_UNION(Memo)
//   };
//
// Types, members and enumerators have the names of SEP-51. An enumerator that would be a word of
// C++ takes a trailing underscore. XDR_STRUCT does not compile unless it names every member.
#pragma once

#include "stellar/xdr/type.hpp"
#include "stellar/xdr/union.hpp"

#define XDR_ENUM(Name, ...)                                          \
    enum class Name : std::int32_t { __VA_ARGS__ };                  \
    constexpr std::string_view xdr_enum_name(Name) { return #Name; } \
    constexpr std::string_view xdr_enumerators(Name) { return #__VA_ARGS__; }

#define XDR_STRUCT(Name, ...)                                     \
    bool operator==(const Name&) const = default;                 \
    static constexpr std::string_view xdr_name = #Name;           \
    static constexpr std::string_view xdr_members = #__VA_ARGS__; \
    static const Type& xdr_type();                                \
    template <class Self, class Visit>                            \
    static auto xdr_visit(Self& self, Visit visit) {              \
        auto& [__VA_ARGS__] = self;                               \
        return visit(__VA_ARGS__);                                \
    }

#define XDR_UNION(Name)                                 \
    using Union::Union;                                 \
    Name();                                             \
    Name(const Name&);                                  \
    Name(Name&&) noexcept;                              \
    Name& operator=(const Name&);                       \
    Name& operator=(Name&&) noexcept;                   \
    ~Name();                                            \
    bool operator==(const Name&) const;                 \
    static constexpr std::string_view xdr_name = #Name; \
    static const Type& xdr_type();
