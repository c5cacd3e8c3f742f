/** All English texts: one file an area of the app. */
import account from "./account.json";
import audit from "./audit.json";
import common from "./common.json";
import enrolment from "./enrolment.json";
import fleet from "./fleet.json";
import history from "./history.json";
import kiosk from "./kiosk.json";
import map from "./map.json";
import messages from "./messages.json";
import people from "./people.json";
import roles from "./roles.json";
import sales from "./sales.json";
import scan from "./scan.json";
import services from "./services.json";
import setup from "./setup.json";
import shell from "./shell.json";
import signIn from "./sign-in.json";
import transfer from "./transfer.json";

export default {
  ...account,
  ...audit,
  ...common,
  ...enrolment,
  ...fleet,
  ...history,
  ...kiosk,
  ...map,
  ...messages,
  ...people,
  ...roles,
  ...sales,
  ...scan,
  ...services,
  ...setup,
  ...shell,
  ...signIn,
  ...transfer,
};
