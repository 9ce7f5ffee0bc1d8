// A peer of RTP-MIDI sessions, by the npm package "rtpmidi": node rtp-peer.js MODULE PORT [HOST:PORT of whom to invite]
// Says "heard HEX" for each message, "joined" and "left" for the other side. Takes lines: "send HEX", "count N", "quit".
const { Session } = require(process.argv[2]);
const port = Number(process.argv[3]);
const invited = process.argv[4];

const session = new Session(port, 'node', 'node', undefined, false);
session.on('ready', () => {
  console.log('ready');
  if (invited) {
    const [address, invitedPort] = invited.split(':');
    session.connect({ address, port: Number(invitedPort) });
  }
});
session.on('streamAdded', () => console.log('joined'));
session.on('streamRemoved', () => console.log('left'));
let heard = 0;
session.on('message', (deltaTime, message) => {
  heard += 1;
  console.log('heard ' + Buffer.from(message).toString('hex'));
});
// before both clocks are compared, it sends nothing
let synchronized = false;
session.on('controlMessage', () => setImmediate(() => {
  if (!synchronized && session.getStreams().some((stream) => stream.latency !== null)) {
    synchronized = true;
    console.log('synchronized');
  }
}));

// Session.sendMessage of version 1.0.0 sends nothing; that of its streams does.
function send(bytes) {
  session.getStreams().forEach((stream) => {
    stream.sendMessage({ timestamp: session.now(), commands: [{ deltaTime: 0, data: Buffer.from(bytes) }] });
  });
}

// Waits when much of it has not come back yet: sockets hold only so much on a machine that is busy.
function count(n) {
  const before = heard;
  let i = 0;
  const timer = setInterval(() => {
    for (let k = 0; k < 4 && i < n && i - (heard - before) < 64; k += 1, i += 1) {
      const pitch = (i >> 1) % 128;
      send(i % 2 === 0 ? [0x90, pitch, 1 + ((i >> 8) % 127)] : [0x80, pitch, 64]);
    }
    if (i === n) {
      clearInterval(timer);
      console.log('sent');
    }
  }, 4);
}

require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const [word, argument] = line.split(' ');
  if (word === 'send') {
    send(Buffer.from(argument, 'hex'));
  } else if (word === 'count') {
    count(Number(argument));
  } else if (word === 'quit') {
    session.end(() => process.exit(0));
  }
});
session.start();
