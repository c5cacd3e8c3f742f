'use strict';
// A person's screen: joins rooms, notes how long each reading took to come, and comes back when it was cut off.
const { Backoff } = require('./backoff.cjs');
const { Connection } = require('./connection.cjs');

const SENT = '"sent_at":';

class Person {
  constructor({ token, rooms, kind }, port) {
    Object.assign(this, { token, rooms, kind, port });
    this.backoff = new Backoff();
    this.delays = [];
    this.isReady = false;
  }

  connect() {
    this.connection = new Connection(this.port, this.token, {
      opened: () => this.join(),
      received: (packet) => this.received(packet),
      closed: () => {
        this.isReady = false;
        this.wasLost = true;
        setTimeout(() => this.connect(), this.backoff.next());
      },
    });
  }

  join() {
    this.joined = 0;
    for (const room of this.rooms) this.connection.send('42' + JSON.stringify(['join_room', { room }]));
  }

  received(packet) {
    if (packet.startsWith('42["kiosk_telemetry"')) {
      const at = parseFloat(packet.slice(packet.indexOf(SENT) + SENT.length));
      this.delays.push(performance.timeOrigin + performance.now() - at);
    } else if (packet.startsWith('42["joined"') && ++this.joined === this.rooms.length) {
      this.isReady = true;
      this.backoff.reset();
    }
  }
}

module.exports = { Person };
