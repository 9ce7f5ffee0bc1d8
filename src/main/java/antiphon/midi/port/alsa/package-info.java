/**
 * Ports in the ALSA sequencer, Linux's own patch bay, where every program and every device is a
 * client with ports.
 *
 * <pre>
 *  others' ports ─▶ kernel ─▶ read ─▶ Inlet ─▶ receiver          (antiphon-alsa)
 *                     ▲                 └─ announcements ─▶ Wiring ─▶ subscriptions
 *                     └──── write ◀─ EventWriter ◀─ send          (antiphon-out)
 * </pre>
 *
 * <p>libasound sets up: client, ports, queue, subscriptions. Events themselves are read from and
 * written to the sequencer's file as the kernel's records of 28 bytes ({@code struct
 * snd_seq_event}, {@code include/uapi/sound/asequencer.h}; their layout is part of the kernel's
 * interface and the same on 32 and 64 bits), out of and into memory of our own. libasound would
 * keep a buffer of its own in between, which two threads may not share, would hand out a new
 * pointer for each event, and would want one more call for each field.
 *
 * <p>What comes in carries the kernel's time of arrival, from a queue's real-time clock; what goes
 * out is put on the same queue at its deadline and a small margin. {@link
 * antiphon.midi.port.alsa.QueueClock} knows where that queue's clock is on the process's.
 */
package antiphon.midi.port.alsa;
