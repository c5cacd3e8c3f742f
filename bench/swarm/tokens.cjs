'use strict';
// Device tokens from the gateway, as kiosk_app asks for one ahead of each connection.
const http = require('node:http');

const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });

/** Calls back with the token, or with null when there is none to be had now. */
function deviceToken(port, serial, deviceKey, done) {
  const body = JSON.stringify({ serial, device_key: deviceKey });
  const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
  const request = http.request({ port, host: '127.0.0.1', path: '/kiosks/token', method: 'POST', agent, headers,
    timeout: 5000 }, (response) => {
    let text = '';
    response.setEncoding('utf8');
    response.on('data', (piece) => { text += piece; });
    response.on('end', () => done(response.statusCode === 200 ? JSON.parse(text).token : null));
    response.on('error', () => done(null));
  });
  request.on('timeout', () => request.destroy());
  request.on('error', () => done(null));
  request.end(body);
}

module.exports = { deviceToken };
