/** All Spanish texts: one file an area of the app. */
import common from "./common.json";
import enrolment from "./enrolment.json";
import fleet from "./fleet.json";
import kiosk from "./kiosk.json";
import messages from "./messages.json";
import signIn from "./sign-in.json";

export default {
  ...common,
  ...enrolment,
  ...fleet,
  ...kiosk,
  ...messages,
  ...signIn,
};
