// SPDX-License-Identifier: Apache-2.0
#include "base/command/command.hpp"

namespace assay {

Command config_command(PageSource page) {
    Command command(page);
    command.handler([](Invocation& call) -> Result<int> {
        KeyValues shown;
        auto records = Json::array();
        for (const auto name : kSettingNames) {
            const auto setting = call.settings.find(name, call.root.name());
            records.push(Json::object({{"name", name},
                                       {"value", setting ? Json(setting->value) : Json(nullptr)},
                                       {"from", setting ? Json(setting->from) : Json(nullptr)}}));
            shown.add(std::string(name),
                      setting ? setting->value + "  (" + setting->from + ")" : "not set: " + variable_of(name));
        }
        if (call.console.is_json())
            call.console.put_json(stamped("config", {{"settings", std::move(records)}}));
        else
            call.console.put(shown.render(call.console.style()));
        return 0;
    });
    return command;
}

}  // namespace assay
