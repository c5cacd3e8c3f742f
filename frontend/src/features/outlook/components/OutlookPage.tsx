/** The sales to come of the fleet, or of a group chosen in the address. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import "@/i18n/insight";
import { InsightPage } from "@/components/insight/InsightPage";
import { useKiosks } from "@/components/insight/useKiosks";
import { Select } from "@/components/ui/Select";
import { Outlook } from "./Outlook";

export function OutlookPage() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const group = params.get("group") ?? "";
  const { kiosks } = useKiosks();
  const groups = useMemo(
    () => [...new Set([...kiosks.values()].flatMap((kiosk) => kiosk.group ?? []))].sort(),
    [kiosks],
  );
  const subject = useMemo(() => (group ? { group } : {}), [group]);
  return (
    <InsightPage view="outlook">
      <div className="space-y-4 px-4 py-4 desk:px-6">
        {(groups.length > 0 || group) && (
          <Select
            label={t("outlook.whose")}
            className="desk:w-64"
            value={group}
            onChange={(event) =>
              setParams(event.target.value ? { group: event.target.value } : {}, { replace: true })
            }
          >
            <option value="">{t("outlook.fleet")}</option>
            {group && !groups.includes(group) && <option>{group}</option>}
            {groups.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
        )}
        <Outlook subject={subject} />
      </div>
    </InsightPage>
  );
}
