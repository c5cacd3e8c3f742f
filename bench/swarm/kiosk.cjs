'use strict';
// A kiosk: keeps its readings until they are acknowledged, one message in flight, and comes back when it was cut off.
const { Backoff } = require('./backoff.cjs');
const { Connection } = require('./connection.cjs');
const { deviceToken } = require('./tokens.cjs');

const BATCH = 200; // readings in one message
const BUSY = 500; // ms until another attempt after `unavailable`

class Kiosk {
  /** `settings`: see swarm.cjs. `tally` hears of each acknowledged reading. */
  constructor(identity, settings, tally) {
    Object.assign(this, identity);
    this.settings = settings;
    this.tally = tally;
    this.backoff = new Backoff();
    this.pending = [];
    this.flying = 0;
    this.message = 0;
    this.seq = 1;
    this.isReady = false;
    this.isCaughtUp = false;
    this.connections = 0;
  }

  connect() {
    if (this.connections++ && this.settings.ask_tokens) {
      deviceToken(this.settings.gateway_port, this.serial, this.device_key, (token) => {
        if (token) this.open(token);
        else this.later();
      });
    } else this.open(this.token);
  }

  open(token) {
    this.connection = new Connection(this.settings.port, token, {
      opened: () => this.introduce(),
      received: (packet) => this.received(packet),
      closed: () => this.closed(),
    });
  }

  introduce() {
    if (!this.settings.join) return this.ready();
    this.connection.send('420' + JSON.stringify(['kiosk_join', {
      kiosk_id: this.kiosk_id, serial: this.serial, capabilities: {}, firmware: '1' }]));
  }

  ready() {
    this.isReady = true;
    this.isCaughtUp = !this.pending.length;
    this.send();
  }

  received(packet) {
    if (packet.startsWith('430')) this.joined(JSON.parse(packet.slice(3))[0]);
    else if (packet.startsWith(`43${this.message}[`)) this.answered(packet);
  }

  joined(answer) {
    if (!answer.ok) return this.connection.close();
    this.seq = Math.max(this.seq, answer.resume_from + 1);
    this.ready();
  }

  closed() {
    if (this.isReady) this.tally.lost(this);
    this.isReady = this.isCaughtUp = false;
    this.flying = 0;
    this.later();
  }

  later() {
    setTimeout(() => this.connect(), this.backoff.next());
  }

  /** Take a reading now. */
  take() {
    this.pending.push({ at: performance.timeOrigin + performance.now(), text: null });
    this.send();
  }

  send() {
    if (!this.isReady || this.flying || !this.pending.length) return;
    this.flying = Math.min(BATCH, this.pending.length);
    const texts = [];
    for (let i = 0; i < this.flying; i++) texts.push(this.pending[i].text ??= this.reading(this.pending[i].at));
    const payload = texts.length === 1 ? texts[0] : `[${texts.join(',')}]`;
    this.connection.send(`42${++this.message}["kiosk_update",${payload}]`);
  }

  answered(packet) {
    const count = this.flying;
    this.flying = 0;
    if (packet.includes('"code"')) {
      this.tally.refused(packet);
      setTimeout(() => this.send(), BUSY);
      return;
    }
    this.backoff.reset();
    const settled = this.pending.splice(0, count);
    this.isCaughtUp ||= !this.pending.length;
    for (const reading of settled) this.tally.acknowledged(this, reading.at);
    this.send();
  }

  reading(at) {
    const r = (low, high) => (low + Math.random() * (high - low)).toFixed(2);
    return `{"kiosk_id":${this.kiosk_id},"serial":"${this.serial}","seq":${this.seq++},` +
      `"timestamp":"${new Date(at).toISOString()}","sent_at":${at.toFixed(3)},` +
      `"environmental":{"temperature":${r(18, 30)},"humidity":${r(30, 70)},"air_quality":${r(0, 100)}},` +
      `"hardware":{"cpu_temp":${r(35, 75)},"cpu_usage":${r(10, 95)},"ram_usage":${r(20, 90)},` +
      `"disk_usage":${r(30, 99)}},"peripherals":{"printer_status":"ready","cash_acceptor":"ready",` +
      `"card_reader":"ready"},"location":{"lat":-34.6037,"lng":-58.3816,"accuracy":${r(1, 10)}},` +
      `"network":{"latency":${r(5, 300)},"signal_strength":${r(-90, -30)}}}`;
  }
}

module.exports = { Kiosk };
