/**
 * Two instruments made of oscillators: one struck (frequency modulation, as an electric piano), one
 * bowed (detuned waves through a low-pass filter).
 *
 * Each makes a voice: {out, sources, releaseS}. The gain of `out` ends it, `sources` are what has to
 * be stopped.
 */

function hertz(pitch) {
  return 440 * 2 ** ((pitch - 69) / 12);
}

function started(context, type, frequency, detune, at) {
  const oscillator = new OscillatorNode(context, {type, frequency, detune});
  oscillator.start(at);
  return oscillator;
}

/** Level over time: rise to the peak, then fall towards the level that is held. */
function envelope(gain, at, peak, attackS, held, decayS) {
  gain.setValueAtTime(0, at);
  gain.linearRampToValueAtTime(peak, at + attackS);
  gain.setTargetAtTime(held, at + attackS, decayS);
}

/** Two detuned carriers with a modulator each, and a short tine an octave and a fifth above. */
export function struck(context, bus, pitch, force, at) {
  const frequency = hertz(pitch);
  const out = new GainNode(context);
  const body = new GainNode(context, {gain: 0});
  const low = 1.9 - pitch / 100;
  envelope(body.gain, at, 0.17 * (0.25 + 0.75 * force), 0.003, 0, Math.max(0.35, low));
  const sources = [];
  for (const [detune, ratio] of [[-3, 1], [3, 2]]) {
    const carrier = started(context, 'sine', frequency, detune, at);
    const modulator = started(context, 'sine', frequency * ratio, 0, at);
    const depth = new GainNode(context, {gain: 0});
    const index = frequency * (0.4 + 2.2 * force) / ratio;
    envelope(depth.gain, at, index, 0.001, index * 0.12, 0.22);
    modulator.connect(depth).connect(carrier.frequency);
    carrier.connect(body);
    sources.push(carrier, modulator);
  }
  const tine = started(context, 'sine', Math.min(frequency * 6, 12000), 0, at);
  const strike = new GainNode(context, {gain: 0});
  envelope(strike.gain, at, 0.05 * force * force, 0.001, 0, 0.05);
  tine.connect(strike).connect(out);
  sources.push(tine);
  body.connect(out).connect(bus);
  return {out, sources, releaseS: 0.09};
}

/** Three waves a little apart through a filter that opens with the force of the note. */
export function bowed(context, bus, pitch, force, at) {
  const frequency = hertz(pitch);
  const highest = 0.45 * context.sampleRate;
  const out = new GainNode(context);
  const body = new GainNode(context, {gain: 0});
  const level = 0.15 * (0.3 + 0.7 * force);
  envelope(body.gain, at, level, 0.018, level * 0.6, 0.35);
  const filter = new BiquadFilterNode(context, {type: 'lowpass', Q: 0.9});
  const open = Math.min(Math.max(9000, frequency), frequency * (2.5 + 5 * force));
  filter.frequency.setValueAtTime(frequency, at);
  filter.frequency.linearRampToValueAtTime(open, at + 0.03);
  filter.frequency.setTargetAtTime(Math.min(frequency * 2, highest), at + 0.03, 0.4);
  const sources = [];
  for (const [type, detune, gain, ratio] of [
    ['triangle', -6, 1, 1], ['triangle', 6, 1, 1], ['sawtooth', 0, 0.22, 1], ['sine', 0, 0.4, 2],
  ]) {
    const wave = started(context, type, Math.min(frequency * ratio, highest), detune, at);
    wave.connect(new GainNode(context, {gain})).connect(filter);
    sources.push(wave);
  }
  filter.connect(body).connect(out).connect(bus);
  return {out, sources, releaseS: 0.12};
}
