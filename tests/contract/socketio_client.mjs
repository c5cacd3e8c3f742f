// The official JavaScript client on behalf of a test: options in as JSON, what happened out as JSON.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { clientFolder, url, auth, options, steps } = JSON.parse(readFileSync(0, "utf8"));
const { io } = createRequire(`${clientFolder}/`)("socket.io-client");

const socket = io(url, { auth, reconnection: false, ...options });
const heard = [];
const waiting = [];

function keep(event, payload) {
  heard.push({ event, payload });
  for (const look of [...waiting]) look();
}

/** The first event of a name whose payload has these fields. */
function told(event, fields = {}) {
  const fits = (one) =>
    one.event === event &&
    Object.entries(fields).every(([name, value]) => one.payload?.[name] === value);
  return new Promise((resolve) => {
    const look = () => {
      const found = heard.find(fits);
      if (found) resolve(found.payload);
    };
    waiting.push(look);
    look();
  });
}

const doing = {
  told: ({ event, fields }) => told(event, fields),
  call: ({ event, payload }) => socket.timeout(20_000).emitWithAck(event, payload),
  upgraded: () =>
    new Promise((resolve) => {
      const { engine } = socket.io;
      if (engine.transport.name === "websocket") resolve("websocket");
      else engine.once("upgrade", () => resolve(engine.transport.name));
    }),
};

socket.onAny(keep);
socket.on("connect_error", (error) => {
  finish({ refused: { message: error.message, data: error.data } });
});
socket.on("connect", async () => {
  const answers = [];
  for (const step of steps) answers.push(await doing[step.do](step));
  finish({ answers });
});

function finish(outcome) {
  process.stdout.write(JSON.stringify(outcome));
  socket.disconnect();
  process.exit(0);
}
