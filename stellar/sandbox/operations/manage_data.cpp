#include "stellar/sandbox/operations/operation.hpp"

namespace ledger::stellar::sandbox {
namespace {

using Code = xdr::ManageDataResultCode;
constexpr auto type = xdr::OperationType::manage_data;

std::optional<Code> fault(const xdr::ManageDataOp& datum, const xdr::AccountId&) {
    if (datum.data_name.bytes.empty() || !is_valid_text(datum.data_name.bytes))
        return Code::invalid_name;
    return std::nullopt;
}

xdr::OperationResult create(const xdr::ManageDataOp& datum, Scene& scene) {
    xdr::LedgerEntry entry{.data = xdr::LedgerEntryData{xdr::arm<xdr::LedgerEntryType::data>,
                                                        scene.source, datum.data_name,
                                                        *datum.data_value}};
    const Charge charge =
        charge_entry(scene.state, scene.header, entry, *touch_account(scene.state, scene.source));
    if (charge != Charge::done) return outcome<type>(charge);
    scene.state.put(std::move(entry));
    return outcome<type>(Code::success);
}

xdr::OperationResult apply(const xdr::ManageDataOp& datum, Scene& scene) {
    const xdr::LedgerKey key = data_key(scene.source, datum.data_name);
    xdr::LedgerEntry* entry = scene.state.touch(key);
    if (entry == nullptr && datum.data_value) return create(datum, scene);
    if (entry == nullptr) return outcome<type>(Code::name_not_found);
    if (datum.data_value) {
        entry->data.get_if<xdr::LedgerEntryType::data>()->data_value = *datum.data_value;
    } else {
        release_entry(scene.state, *entry, *touch_account(scene.state, scene.source));
        scene.state.erase(key);
    }
    return outcome<type>(Code::success);
}

}  // namespace

constinit const OperationRules manage_data_rules =
    rules_for<type, fault, apply, Threshold::medium>();

}  // namespace ledger::stellar::sandbox
