'use strict';
// The load of bench/realtime.py: kiosks that send readings and people who watch.
//
// node swarm.cjs SETTINGS reads {port, gateway_port, join, ask_tokens, kiosks, people} from the file SETTINGS, then
// commands from standard input, a JSON object a line, and answers each with one. A kiosk is {token, kiosk_id, serial,
// device_key}, a person {token, rooms, kind}. Times are in ms unless their name says otherwise.
const fs = require('node:fs');
const readline = require('node:readline');
const { Kiosk } = require('./kiosk.cjs');
const { Person } = require('./person.cjs');

const TICK = 4, DRAIN = 15_000;
const settings = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const tally = {
  latencies: [], refusals: 0, refusal: '', lostAt: 0, sending: null,
  acknowledged(kiosk, at) {
    this.latencies.push(performance.timeOrigin + performance.now() - at);
    if (this.sending && performance.now() < this.sending) kiosk.take();
  },
  refused(packet) { this.refusals++; this.refusal = packet.slice(0, 200); },
  lost(kiosk) { this.lostAt ||= performance.now(); kiosk.wasLost = true; },
};
const kiosks = settings.kiosks.map((identity) => new Kiosk(identity, settings, tally));
const people = settings.people.map((person) => new Person(person, settings.port));

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(condition, ms) {
  const end = performance.now() + ms;
  while (!condition() && performance.now() < end) await pause(20);
  return condition();
}

function summary(values) {
  const sorted = Float64Array.from(values).sort();
  const at = (share) => sorted.length ? +sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(1) : null;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

const commands = {
  /** Connect everybody, a few at a time: how fast a service takes them in is not measured here. */
  async connect({ at_once, seconds }) {
    const clients = [...people, ...kiosks], end = performance.now() + seconds * 1000;
    let ready = 0, begun = 0;
    while (ready < clients.length && performance.now() < end) {
      ready = clients.filter((client) => client.isReady).length;
      while (begun < clients.length && begun - ready < at_once) clients[begun++].connect();
      await pause(20);
    }
    return { missing: clients.length - ready };
  },

  /** Readings in turn, `rate` a second; 0: each kiosk as soon as its last one is acknowledged. */
  async send({ rate, seconds }) {
    tally.latencies = [];
    tally.refusals = 0;
    for (const person of people) person.delays = [];
    const began = performance.now(), cpu = process.cpuUsage(), end = began + seconds * 1000;
    if (rate) await inTurn(rate, () => performance.now() < end);
    else {
      tally.sending = end;
      for (const kiosk of kiosks) kiosk.take();
      await pause(seconds * 1000);
    }
    const acknowledged = tally.latencies.length, spent = process.cpuUsage(cpu);
    const elapsed = (performance.now() - began) / 1000;
    await until(() => kiosks.every((kiosk) => !kiosk.pending.length), DRAIN);
    const shown = {};
    for (const { kind, delays } of people) shown[kind] = (shown[kind] || []).concat(delays);
    return { seconds: elapsed, acknowledged, drained: tally.latencies.length, refusals: tally.refusals,
      refusal: tally.refusal, waiting: kiosks.filter((kiosk) => kiosk.pending.length).length,
      latency: summary(tally.latencies), cpu: (spent.user + spent.system) / 1e6,
      shown: Object.fromEntries(Object.entries(shown).map(([kind, delays]) => [kind, summary(delays)])) };
  },

  /** Readings in turn while everybody is cut off, from now until all are back, or for `seconds`. */
  async storm({ rate, seconds }) {
    tally.lostAt = 0;
    for (const client of [...kiosks, ...people]) client.wasLost = !client.isReady;
    const back = {}, end = performance.now() + seconds * 1000;
    const note = (name, reached) => {
      if (reached && !(name in back)) back[name] = (performance.now() - tally.lostAt) / 1000;
    };
    await inTurn(rate, () => {
      note('people', people.every((person) => person.wasLost && person.isReady));
      note('joined', kiosks.every((kiosk) => kiosk.wasLost && kiosk.isReady));
      note('caught_up', kiosks.every((kiosk) => kiosk.wasLost && kiosk.isCaughtUp));
      return performance.now() < end && Object.keys(back).length < 3;
    });
    await until(() => kiosks.every((kiosk) => !kiosk.pending.length), DRAIN);
    return { ...back, missing: kiosks.filter((kiosk) => !kiosk.isReady).length };
  },
};

async function inTurn(rate, goesOn) {
  const began = performance.now();
  for (let taken = 0; goesOn(); await pause(TICK)) {
    const due = (performance.now() - began) / 1000 * rate;
    while (taken < due) kiosks[taken++ % kiosks.length].take();
  }
}

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const { command, ...options } = JSON.parse(line);
    process.stdout.write(JSON.stringify(await commands[command](options)) + '\n');
  }
  process.exit(0);
})();
