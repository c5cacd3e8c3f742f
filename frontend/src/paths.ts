/** Every address of the app, in one place. */
export const paths = {
  root: "/",
  app: "/app",
  forgot: "/app/forgot",
  /** Where the mail of a forgotten password leads; the token follows after `#`. */
  reset: "/app/reset",
  fleet: "/app/fleet",
  register: "/app/fleet/register",
  kiosk: (id: number | string) => `/app/kiosks/${id}`,
  enrolment: (id: number | string) => `/app/kiosks/${id}/enrolment`,
  messages: "/app/messages",
  testMail: "/app/messages/test",
  mail: (id: number | string) => `/app/messages/${id}`,
  /** The address printed on the label of a kiosk. */
  byCode: (code: string) => `/k/${code}`,
};
