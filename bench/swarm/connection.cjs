'use strict';
// Socket.IO over a bare WebSocket on this machine: a load has to cost less than what it measures.
const crypto = require('node:crypto');
const net = require('node:net');

const TEXT = 0x1, CLOSE = 0x8, PING = 0x9, PONG = 0xa;
const EMPTY = Buffer.alloc(0);

class Connection {
  /** `events` has `opened()`, `received(packet)` and `closed()`, which comes once. */
  constructor(port, token, events) {
    this.token = token;
    this.events = events;
    this.rest = EMPTY;
    this.upgraded = false;
    this.socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('connect', () => this.socket.write(
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n' +
      `Connection: Upgrade\r\nSec-WebSocket-Key: ${crypto.randomBytes(16).toString('base64')}\r\n` +
      'Sec-WebSocket-Version: 13\r\n\r\n'));
    this.socket.on('data', (data) => this.take(data));
    this.socket.on('error', () => {});
    this.socket.on('close', () => events.closed());
  }

  close() {
    this.socket.destroy();
  }

  send(text) {
    this.write(TEXT, Buffer.from(text, 'utf8'));
  }

  /** A client has to mask; with zeros the masked bytes are the bytes themselves. */
  write(kind, content) {
    const size = content.length;
    const head = Buffer.alloc(size < 126 ? 6 : size < 65536 ? 8 : 14);
    head[0] = 0x80 | kind;
    if (size < 126) head[1] = 0x80 | size;
    else if (size < 65536) { head[1] = 0x80 | 126; head.writeUInt16BE(size, 2); }
    else { head[1] = 0x80 | 127; head.writeBigUInt64BE(BigInt(size), 2); }
    this.socket.write(Buffer.concat([head, content]));
  }

  take(data) {
    let bytes = this.rest.length ? Buffer.concat([this.rest, data]) : data;
    if (!this.upgraded) {
      const end = bytes.indexOf('\r\n\r\n');
      if (end >= 0 && !bytes.subarray(0, end).includes(' 101 ')) return this.close();
      this.upgraded = end >= 0;
      bytes = end >= 0 ? bytes.subarray(end + 4) : bytes;
    }
    this.rest = this.upgraded ? this.frames(bytes) : bytes;
  }

  /** Handles the whole frames in `bytes`; returns what is left of an unfinished one. */
  frames(bytes) {
    let at = 0;
    while (bytes.length - at >= 2) {
      let size = bytes[at + 1] & 0x7f, start = at + 2;
      if (size >= 126) {
        start += size === 126 ? 2 : 8;
        if (bytes.length < start) break;
        size = size === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
      }
      if (bytes.length < start + size) break;
      this.frame(bytes[at] & 0xf, bytes, start, start + size);
      at = start + size;
    }
    return bytes.subarray(at);
  }

  frame(kind, bytes, start, end) {
    if (kind === PING) this.write(PONG, bytes.subarray(start, end));
    else if (kind === CLOSE) this.close();
    else if (kind === TEXT) this.packet(bytes.latin1Slice(start, end));
  }

  packet(text) {
    if (text === '2') this.send('3');
    else if (text[0] === '0') this.send('40' + JSON.stringify({ token: this.token }));
    else if (text.startsWith('40')) this.events.opened();
    else if (text.startsWith('41') || text.startsWith('44')) this.close();
    else this.events.received(text);
  }
}

module.exports = { Connection };
