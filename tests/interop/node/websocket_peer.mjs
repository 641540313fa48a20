// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// usage: websocket_peer.mjs client URL   talks to an echo server, prints one line per story
//        websocket_peer.mjs server       echoes on a free port, prints the port; "close CODE REASON" closes
import { createRequire } from 'node:module';
const { WebSocket, WebSocketServer } = createRequire(process.cwd() + '/')('ws');

const trusting = { rejectUnauthorized: false }; // the certificate of a test

const once = (target, event) => new Promise((resolve, reject) => {
  const done = (...values) => { target.off('error', reject); resolve(values); };
  target.once(event, done);
  target.once('error', reject);
});

async function connected(url, protocols, options) {
  const socket = new WebSocket(url, protocols, { ...options, ...trusting });
  await once(socket, 'open');
  return socket;
}

async function echoed(socket, data, options = {}) {
  const answer = once(socket, 'message');
  socket.send(data, options);
  const [got, isBinary] = await answer;
  const same = Buffer.compare(Buffer.from(got), Buffer.from(data)) === 0;
  if (!same || isBinary !== (typeof data !== 'string')) throw new Error('echo differs');
}

async function client(url) {
  const socket = await connected(url);
  console.log('extensions', socket.extensions === '' ? 'none' : socket.extensions);
  for (const size of [0, 1, 125, 126, 127, 65535, 65536, 1048576]) {
    await echoed(socket, Buffer.alloc(size, 7));
    await echoed(socket, 'ü'.repeat(size / 2));
  }
  console.log('sizes');
  const whole = once(socket, 'message');
  for (const [part, fin] of [['frag', false], ['', false], ['ment', false], ['s', true]]) socket.send(part, { fin });
  console.log('fragments', String((await whole)[0]));
  const pong = once(socket, 'pong');
  socket.ping('are you there');
  console.log('pong', String((await pong)[0]));
  await new Promise((resolve, reject) => {
    let next = 0;
    socket.on('message', (got) => {
      if (String(got) !== `message ${next}`) reject(new Error(`${got} instead of message ${next}`));
      if (++next === 1000) resolve();
    });
    for (let i = 0; i < 1000; i++) socket.send(`message ${i}`);
  });
  console.log('thousand');
  const closed = once(socket, 'close');
  socket.close(4321, 'done');
  console.log('close', (await closed)[0]);
  const refused = new WebSocket(url, { origin: 'http://evil.example', ...trusting });
  const [, response] = await new Promise((resolve) => refused.once('unexpected-response', (...v) => resolve(v)));
  refused.on('error', () => {});
  console.log('origin', response.statusCode);
  refused.terminate();
}

function server() {
  const listening = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: (asked) => [...asked][0] ?? false });
  listening.on('listening', () => console.log(listening.address().port));
  listening.on('connection', (socket) => {
    socket.on('message', (data, isBinary) => {
      const [word, code, reason] = isBinary ? [] : String(data).split(' ');
      if (word === 'close') socket.close(Number(code), reason);
      else if (word === 'ping') socket.ping('hello');
      else if (word === 'fragments') for (const [part, fin] of [['a', false], ['b', false], ['c', true]]) socket.send(part, { fin });
      else socket.send(data, { binary: isBinary });
    });
    socket.on('pong', (data) => socket.send(`pong ${data}`));
    socket.on('error', (error) => console.error(error.message));
  });
}

const [mode, url] = process.argv.slice(2);
if (mode === 'server') server();
else client(url).then(() => process.exit(0), (error) => { console.error(error); process.exit(1); });
