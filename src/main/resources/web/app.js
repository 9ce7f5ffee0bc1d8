/** Joins the parts of the page. */
import {MusicalClock} from './clock.js';
import {LETTERS, listenToComputerKeys} from './computer-keys.js';
import {Connection, request} from './connection.js';
import {Hands} from './hands.js';
import {Instrument} from './instrument.js';
import {PianoKeyboard} from './keyboard.js';
import {MidiInput} from './midi-input.js';
import {MidiOutput} from './midi-output.js';
import {Panel} from './panel.js';
import {Roll} from './roll.js';
import {SessionPlayer} from './session-player.js';
import {SoundPanel} from './sound-panel.js';

/** Notes from the daemon come in batches; so much later all of them keep their distance in time. */
const SMOOTHING_MS = 30;

const byId = (id) => document.getElementById(id);
const notesSeen = {player: 0, partner: 0};
let ready = false;

const clock = new MusicalClock();
const instrument = new Instrument();
const midiOutput = new MidiOutput();
instrument.attach(midiOutput);
const sessionPlayer = new SessionPlayer(instrument);
const roll = new Roll(byId('roll'), clock);
const panel = new Panel((message) => connection.send(message), complain);
const velocity = byId('velocity');
const hands = new Hands(instrument, (message) => connection.send(message), () => Number(velocity.value));
const keyboard = new PianoKeyboard(byId('keyboard'), hands, LETTERS);

const connection = new Connection({
  opened() {
    clock.reset();
    roll.clear();
  },
  lost() {
    ready = false;
    hands.releaseAll();
    instrument.allOff();
    roll.endAll();
    byId('floor').dataset.floor = 'open';
    notice('Antiphon cannot be reached; trying again…');
  },
  async status(status) {
    clock.follow(status);
    await panel.build();
    panel.show(status);
    if (!ready) {
      ready = true;
      notice(instrument.running ? '' : 'Play: press A to K on your keyboard, or the keys below.');
    }
  },
  notes({notes, nowTick, lost}) {
    clock.correct(nowTick);
    if (lost) {
      instrument.allOff('there');
      roll.endAll();
    }
    notes.forEach((note) => hear(note, nowTick));
  },
});

function hear(note, nowTick) {
  roll.note(note);
  const delayMs = Math.max(0, SMOOTHING_MS - clock.msOf(nowTick - note.tick));
  if (!note.on) {
    instrument.noteOff('there', note.part, note.pitch, Math.min(delayMs, SMOOTHING_MS));
    return;
  }
  notesSeen[note.part]++;
  if (note.part === 'partner' || !hands.isEcho(note.pitch)) {
    instrument.noteOn('there', note.part, note.pitch, note.velocity, Math.min(delayMs, SMOOTHING_MS));
  }
}

function panic() {
  sessionPlayer.stop();
  hands.releaseAll();
  instrument.allOff();
  roll.endAll();
  if (!connection.send({type: 'panic'})) {
    request('POST', 'api/panic').catch(() => complain('Antiphon cannot be reached'));
  }
}

function notice(text) {
  byId('notice').textContent = text;
}

let complaint = 0;
function complain(text) {
  clearTimeout(complaint);
  notice(text);
  complaint = setTimeout(() => {
    complaint = 0;
    notice('');
  }, 4000);
}

function shiftOctave(by) {
  keyboard.setOctave(Math.max(0, Math.min(8, keyboard.octave + by)));
}

function setVelocity(value) {
  velocity.value = value;
  byId('velocity-value').textContent = velocity.value;
}

function gesture() {
  instrument.unlock();
  if (ready && !complaint) {
    notice('');
  }
}

listenToComputerKeys(hands, {
  octave: () => keyboard.octave,
  by: {
    KeyZ: () => shiftOctave(-1),
    KeyX: () => shiftOctave(1),
    KeyC: () => setVelocity(Number(velocity.value) - 10),
    KeyV: () => setVelocity(Number(velocity.value) + 10),
    Space: panic,
  },
});
new MidiInput(byId('midi'), hands, complain, (message) => midiOutput.isEcho(message));
new SoundPanel(byId('sound'), instrument, midiOutput, complain);
// not every browser takes the first of these for a gesture
for (const type of ['keydown', 'pointerdown', 'pointerup', 'click']) {
  addEventListener(type, gesture);
}
addEventListener('blur', () => hands.releaseAll());
document.addEventListener('visibilitychange', () => document.hidden && hands.releaseAll());
byId('panic').addEventListener('click', panic);
byId('octave-down').addEventListener('click', () => shiftOctave(-1));
byId('octave-up').addEventListener('click', () => shiftOctave(1));
velocity.addEventListener('input', () => setVelocity(velocity.value));

function setVolume(percent) {
  byId('volume').value = percent;
  byId('volume-value').textContent = percent;
}
setVolume(Math.round(100 * instrument.volume));
byId('volume').addEventListener('input', ({target}) => {
  setVolume(target.value);
  instrument.setVolume(target.value / 100);
});

function frame() {
  roll.draw();
  keyboard.show(roll.sounding());
  byId('position').textContent = ready ? clock.barAndBeat() : '–';
  instrument.listen();
  requestAnimationFrame(frame);
}
requestAnimationFrame(frame);

/** For tests: what the page has seen and made sound. */
window.antiphon = Object.freeze({
  get ready() {
    return ready;
  },
  get notesSeen() {
    return {...notesSeen};
  },
  audioPeak: () => instrument.listen(),
  audioLevel: () => instrument.level(),
  instrument,
  get pianoReady() {
    return instrument.pianoReady;
  },
});
