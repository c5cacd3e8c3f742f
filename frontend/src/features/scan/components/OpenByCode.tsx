/** `/k/<code>`, the address on the kiosk's label: opens the kiosk, or says why not. */
import { Navigate, useNavigate, useParams } from "react-router";
import { Page } from "@/components/layout/Page";
import { paths } from "@/paths";
import { useKioskByCode } from "../api/scan";
import { codeIn } from "../model/code";
import { Found } from "./Found";

export function OpenByCode() {
  const navigate = useNavigate();
  const { code: text = "" } = useParams();
  const code = codeIn(text) ?? text;
  const { data: kiosk } = useKioskByCode(code);
  if (kiosk && kiosk.lifecycle !== "retired") return <Navigate to={paths.kiosk(kiosk.id)} replace />;
  return (
    <Page name={code} title={<h1 className="text-20 font-semibold">{code}</h1>}>
      <div className="mx-auto max-w-xl px-4 pb-6 desk:px-6">
        <Found code={code} onAgain={() => navigate(paths.scan)} />
      </div>
    </Page>
  );
}
