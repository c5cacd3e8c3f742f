'use strict';
// The delays between a kiosk's attempts: as in kiosk_app/backoff.py.
const FIRST = 500, LONGEST = 10_000; // ms

class Backoff {
  constructor() {
    this.reset();
  }

  reset() {
    this.ceiling = FIRST;
  }

  next() {
    const ceiling = this.ceiling;
    this.ceiling = Math.min(ceiling * 2, LONGEST);
    return ceiling * (0.5 + Math.random() / 2);
  }
}

module.exports = { Backoff };
